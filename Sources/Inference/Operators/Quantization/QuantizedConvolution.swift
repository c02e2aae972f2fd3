import CKernels

/// A convolution that a pass made of a quantised one: bytes in, 32-bit sums, floats or bytes out.
struct QuantizedConvolution: FusingConvolution {
    let window: Window
    let packed: PackedBytes
    /// The operand's zero point, as unsigned bytes have it.
    let zero: Int32
    var activation = Activation.none
    var addition = Conv.Addition.none
    /// Set where the only reader quantises the result.
    var output: ByteScale?

    init(window: Window, packed: PackedBytes, zero: Int32) {
        self.window = window
        self.packed = packed
        self.zero = zero
    }

    init(_ attributes: Attributes) throws(OperatorError) { throw OperatorError("not in any file") }

    var isPacked: Bool { true }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let input = try operands.required(0)
        guard input.type == .uint8, input.rank == 4, input.shape[1] == packed.inChannels else {
            throw OperatorError("an operand of \(input.type) and shape \(input.shape)")
        }
        let (window, extents) = try window.checked(rank: 2, kernel: packed.kernel).resolved(Array(input.shape[2...]))
        let shape = [input.shape[0], packed.outChannels] + extents
        _ = try checkedCount(shape)
        let result = TensorType(type: output == nil ? .float32 : .uint8, shape: shape)
        if addition != .none, try operands.required(1).tensorType != TensorType(type: .float32, shape: shape) {
            throw OperatorError("an addition of another shape")
        }
        var kernel = Kernel(
            results: [result], demands: [.channelsLast, .channelsLast], order: .channelsLast
        ) { inputs, results in
            self.run(
                window, input.tensorType, result, inputs[0] ?? results[0], inputs.count > 1 ? inputs[1] : nil,
                results[0])
        }
        kernel.multiplyAdds = result.count * packed.inChannels * packed.kernel.product
        kernel.detail =
            "int8 \(input.shape[1])->\(shape[1]) \(packed.kernel[0])x\(packed.kernel[1]) at \(extents) \(activation.name)"
        return .kernel(kernel)
    }

    private func run(
        _ window: Window, _ input: TensorType, _ result: TensorType, _ source: Layout, _ added: Layout?,
        _ target: Layout
    ) -> Run {
        let from = PictureLayout(source), to = PictureLayout(target)
        let also = addition == .none ? nil : added.map(PictureLayout.init)
        let regions = Regions(
            window, input: Array(input.shape[2...]), output: Array(result.shape[2...]), rowStride: from.row,
            pixelStride: from.pixel)
        let starts = packed.starts(regions, zero: zero)
        let template = template(from, to, also, regions.regions.count, window)
        let ends = net_int8(
            to_bytes: output == nil ? 0 : 1, inverse_scale: output.map { 1 / $0.scale } ?? 1, zero: output?.zero ?? 0)
        let packed = packed, batches = input.shape[0], place = also == nil ? 1 : 2, size = result.type.size
        return { memory in
            var call = template, ends = ends
            for batch in 0..<batches {
                let more = unsafe also.map {
                    unsafe UnsafePointer(memory.pointer(1, as: Float.self) + batch * $0.batch)
                }
                unsafe net_int8_run(
                    &call, &ends, regions.regions, regions.taps, packed.weights, starts, packed.scales, packed.bias,
                    memory.pointer(0, as: UInt8.self) + batch * from.batch, more,
                    memory.raw(place) + batch * to.batch * size)
            }
        }
    }

    private func template(
        _ from: PictureLayout, _ to: PictureLayout, _ also: PictureLayout?, _ regions: Int, _ window: Window
    ) -> net_conv {
        var call = net_conv()
        call.regions = Int32(regions)
        call.all_taps = Int32(packed.kernel.product)
        call.in_channels = Int32(packed.inChannels)
        call.out_channels = Int32(packed.outChannels)
        call.in_channel = 1
        call.in_pixel = from.pixel * window.strides[1]
        call.in_row = from.row * window.strides[0]
        call.out_pixel = to.pixel
        call.out_row = to.row
        call.residual_pixel = also?.pixel ?? 0
        call.residual_row = also?.row ?? 0
        call.residual = addition.kernel
        call.activation = activation.kind
        call.alpha = activation.alpha
        call.beta = activation.beta
        return call
    }
}

/// How floats become unsigned bytes.
struct ByteScale: Sendable, Equatable {
    let scale: Float
    let zero: Int32
}

/// A convolution's weights as signed bytes in the order in which the kernel reads them.
final class PackedBytes: Sendable {
    let outChannels: Int
    let inChannels: Int
    let kernel: [Int]
    let weights: [Int8]
    /// From sums to floats, for each channel, filled up to whole vectors; the bias likewise.
    let scales: [Float]
    let bias: [Float]
    /// For each kernel position and channel, the sum of its weights.
    private let sums: [Int32]

    /// `weights` in ONNX order; their zero points are 0.
    init(_ weights: Tensor, scales: [Float], bias: [Float]) {
        let numbers = weights.elements(of: Int8.self)
        outChannels = weights.shape[0]
        inChannels = weights.shape[1]
        kernel = Array(weights.shape[2...])
        let taps = kernel.product, padded = net_int8_channels(Int32(weights.shape[0]))
        let (outer, inner) = (weights.shape[0], weights.shape[1])
        var packed = [Int8](repeating: 0, count: net_int8_packed_count(Int32(outer), Int32(inner), Int32(taps)))
        unsafe net_int8_pack(Int32(outer), Int32(inner), Int32(taps), numbers, &packed)
        self.weights = packed
        self.scales = scales + Array(repeating: 0, count: padded - scales.count)
        self.bias = bias + Array(repeating: 0, count: padded - bias.count)
        var sums = [Int32](repeating: 0, count: taps * padded)
        for (index, number) in numbers.enumerated() {
            sums[index % taps * padded + index / taps / inner] += Int32(number)
        }
        self.sums = sums
    }

    /// What each region's sums begin with: the zero point's share of every position that lies inside.
    func starts(_ regions: Regions, zero: Int32) -> [Int32] {
        let padded = scales.count
        var starts = [Int32](repeating: 0, count: regions.regions.count * padded)
        for (index, region) in regions.regions.enumerated() {
            for tap in regions.taps[Int(region.first_tap)..<Int(region.first_tap + region.taps)] {
                for channel in 0..<padded {
                    starts[index * padded + channel] -= zero * sums[Int(tap.weight) * padded + channel]
                }
            }
        }
        return starts
    }
}

/// Floats to unsigned bytes with one scale, in whatever order they lie.
struct ByteQuantization: Operator {
    let scale: ByteScale

    init(scale: ByteScale) { self.scale = scale }
    init(_ attributes: Attributes) throws(OperatorError) { throw OperatorError("not in any file") }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let input = try operands.required(0)
        guard input.type == .float32 else { throw unsupported(input.type) }
        let scale = scale
        return .kernel(
            Kernel(
                results: [TensorType(type: .uint8, shape: input.shape)], demands: [.any], order: .like(0)
            ) { inputs, results in
                let walk = Walk(input.shape, [inputs[0] ?? results[0], results[0]])
                let steps = walk.steps, isDense = walk.steps == [1, 1]
                return { memory in
                    let from = unsafe memory.pointer(0, as: Float.self), to = unsafe memory.pointer(1, as: UInt8.self)
                    unsafe walk.forEach { starts in
                        let source = unsafe from + starts[0], target = unsafe to + starts[1]
                        if isDense {
                            unsafe net_quantize(source, scale.scale, scale.zero, target, walk.count)
                        } else {
                            for index in 0..<walk.count {
                                unsafe net_quantize(
                                    source + index * steps[0], scale.scale, scale.zero, target + index * steps[1], 1)
                            }
                        }
                    }
                }
            })
    }
}
