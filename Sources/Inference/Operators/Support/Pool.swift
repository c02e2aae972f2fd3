import CKernels

/// The common part of `MaxPool` and `AveragePool`: a window over the floats of each channel, channels side by side.
struct Pool {
    var window: Window
    let isAverage: Bool
    var countsPadding = false

    /// One window over all of each channel; all spatial dimensions are read as one.
    static func whole(_ operand: Operand, isAverage: Bool) throws(OperatorError) -> Prepared {
        guard operand.rank > 2 else { throw OperatorError("an operand of \(operand.rank) dimensions") }
        let spatial = Array(operand.shape[2...])
        let result = TensorType(
            type: operand.type, shape: Array(operand.shape[..<2]) + Array(repeating: 1, count: spatial.count))
        guard operand.type == .float32, spatial.count <= 2, !spatial.contains(0) else {
            return try .kernel(PlainPool(operand, Window(whole: spatial), result, isAverage: isAverage).kernel)
        }
        return try Pool(window: Window(whole: spatial), isAverage: isAverage).prepare(operand)
    }

    func prepare(_ operand: Operand) throws(OperatorError) -> Prepared {
        guard operand.rank > 2 else { throw OperatorError("an operand of \(operand.rank) dimensions") }
        guard operand.type == .float32, operand.rank <= 4 else {
            let (window, extents) = try window.checked(rank: operand.rank - 2).resolved(Array(operand.shape[2...]))
            let result = TensorType(type: operand.type, shape: Array(operand.shape[..<2]) + extents)
            _ = try checkedCount(result.shape)
            return try .kernel(
                PlainPool(operand, window, result, isAverage: isAverage, countsPadding: countsPadding).kernel)
        }
        let spatial = Array(operand.shape[2...])
        let (window, extents) = try window.checked(rank: operand.rank - 2).resolved(spatial)
        let result = TensorType(type: .float32, shape: Array(operand.shape[..<2]) + extents)
        _ = try checkedCount(result.shape)
        var kernel = Kernel(results: [result], demands: [.channelsLast], order: .channelsLast) { inputs, results in
            self.run(
                window.asPlane, spatial.count == 2 ? spatial : [1] + spatial,
                extents.count == 2 ? extents : [1] + extents, result,
                PictureLayout(inputs[0] ?? results[0]), PictureLayout(results[0]))
        }
        kernel.work = Double(result.count) * Double(window.kernel.product)
        return .kernel(kernel)
    }

    private func run(
        _ window: Window, _ input: [Int], _ output: [Int], _ result: TensorType, _ from: PictureLayout,
        _ to: PictureLayout
    ) -> Run {
        let regions = Regions(window, input: input, output: output, rowStride: from.row, pixelStride: from.pixel)
        let divisors = divisors(regions)
        var template = net_pool()
        template.level = net_best_level()
        template.regions = Int32(regions.regions.count)
        template.channels = Int32(result.shape[1])
        template.in_pixel = from.pixel * window.strides[1]
        template.in_row = from.row * window.strides[0]
        template.out_pixel = to.pixel
        template.out_row = to.row
        let isAverage = isAverage
        return { [template] memory in
            var call = template
            unsafe regions.regions.withUnsafeBufferPointer { rectangles in
                unsafe regions.taps.withUnsafeBufferPointer { taps in
                    unsafe divisors.withUnsafeBufferPointer { divisors in
                        for batch in 0..<result.shape[0] {
                            unsafe net_pool_run(
                                &call, rectangles.baseAddress, taps.baseAddress,
                                isAverage ? divisors.baseAddress : nil,
                                memory.pointer(0, as: Float.self) + batch * from.batch,
                                memory.pointer(1, as: Float.self) + batch * to.batch)
                        }
                    }
                }
            }
        }
    }

    private func divisors(_ regions: Regions) -> [Float] {
        guard isAverage else { return [] }
        return zip(regions.regions, regions.padded).map { region, padded in
            max(countsPadding ? padded : Float(region.taps), 1)
        }
    }
}
