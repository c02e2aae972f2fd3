/// `ConvTranspose`: each input element spreads the kernel over the output.
///
/// For each kernel position the products with all input channels are one matrix product, whose results are added
/// where that position falls.
struct ConvTranspose: Operator {
    private let window: Window
    private let groups: Int
    private let outputPadding: [Int]?
    private let outputShape: [Int]?
    private let limits: Model.Limits

    init(_ attributes: Attributes) throws(OperatorError) {
        window = try Window(attributes, kernel: nil)
        limits = attributes.limits
        groups = attributes.integer("group", default: 1)
        outputPadding = attributes.integers("output_padding")
        outputShape = attributes.integers("output_shape")
        guard groups > 0, groups < Model.Limits.elements else { throw OperatorError("group is \(groups)") }
    }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let input = try operands.required(0), weights = try operands.required(1)
        guard input.type == .float32, weights.type == .float32 else { throw unsupported(input.type) }
        guard input.rank > 2, weights.rank == input.rank, weights.shape[0] == input.shape[1],
            input.shape[1] % groups == 0,
            operands.optional(2).map({ $0.type == .float32 && $0.shape == [weights.shape[1] * groups] }) ?? true
        else { throw OperatorError("weights of \(weights.shape) for an operand of \(input.shape)") }
        let checked = try window.checked(rank: input.rank - 2, kernel: Array(weights.shape[2...]))
        let (window, extents) = try spread(checked, Array(input.shape[2...]))
        let result = TensorType(type: .float32, shape: [input.shape[0], weights.shape[1] * groups] + extents)
        _ = try checkedCount(result.shape)
        let entries = saturatingProduct(Array(input.shape[2...]).product, window.kernel.product)
        try limits.check(table: entries)
        // The products of one picture's group are kept until they are added.
        try limits.check(
            TensorType(
                type: .float32, shape: [weights.shape[1], window.kernel.product, Array(input.shape[2...]).product]))
        var kernel = kernel(input, weights, window, result, hasBias: operands.optional(2) != nil, operands.count)
        kernel.multiplyAdds = saturatingProduct(input.shape.product, weights.shape[1], window.kernel.product)
        kernel.tableBytes = entries * MemoryLayout<Int32>.size
        return .kernel(kernel)
    }

    /// The output's extents, and pads as explicit numbers.
    private func spread(_ window: Window, _ input: [Int]) throws(OperatorError) -> (Window, [Int]) {
        var window = window
        let rank = input.count
        let extra = outputPadding ?? Array(repeating: 0, count: rank)
        guard extra.count == rank, outputShape.map({ $0.count == rank }) ?? true,
            (extra + (outputShape ?? [])).allSatisfy({ $0 >= 0 && $0 < Model.Limits.elements })
        else {
            throw OperatorError("output_padding or output_shape do not fit")
        }
        var extents: [Int] = []
        for axis in 0..<rank {
            let span = (window.kernel[axis] - 1) * window.dilations[axis] + 1
            let full = window.strides[axis] * (input[axis] - 1) + extra[axis] + span
            let isSame = window.autoPad == .sameUpper || window.autoPad == .sameLower
            if let wanted = outputShape?[axis] ?? (isSame ? input[axis] * window.strides[axis] : nil) {
                let total = max(full - wanted, 0)
                window.pads[axis] = window.autoPad == .sameUpper ? total / 2 : total - total / 2
                if window.autoPad == .notSet { window.pads[axis] = total / 2 }
                window.pads[axis + rank] = total - window.pads[axis]
                extents.append(wanted)
            } else {
                if window.autoPad == .valid { (window.pads[axis], window.pads[axis + rank]) = (0, 0) }
                extents.append(full - window.pads[axis] - window.pads[axis + rank])
            }
        }
        guard extents.allSatisfy({ $0 > 0 }) else { throw OperatorError("a result of \(extents)") }
        return (window, extents)
    }

    private func kernel(
        _ input: Operand, _ weights: Operand, _ window: Window, _ result: TensorType, hasBias: Bool, _ operands: Int
    ) -> Kernel {
        let (inGroup, outGroup) = (input.shape[1] / groups, weights.shape[1])
        let inPlane = Array(input.shape[2...]).product, outPlane = Array(result.shape[2...]).product
        let taps = window.kernel.product
        let places = SpreadPlaces(window, input: Array(input.shape[2...]), output: Array(result.shape[2...])).places
        return Kernel(results: [result]) { _, _ in
            { memory in
                let x = unsafe memory.pointer(0, as: Float.self), w = unsafe memory.pointer(1, as: Float.self)
                let out = unsafe memory.pointer(operands, as: Float.self)
                for channel in 0..<result.shape[0] * result.shape[1] {
                    let start = hasBias ? unsafe memory.pointer(2, as: Float.self)[channel % result.shape[1]] : 0
                    unsafe (out + channel * outPlane).update(repeating: start, count: outPlane)
                }
                unsafe withUnsafeTemporaryAllocation(of: Float.self, capacity: outGroup * taps * inPlane) { products in
                    guard let product = products.baseAddress else { return }
                    for block in 0..<input.shape[0] * groups {
                        let group = block % groups
                        unsafe MatrixProduct.floats(
                            outGroup * taps, inPlane, inGroup, w + group * inGroup * outGroup * taps, transposed: true,
                            x + block * inGroup * inPlane, product)
                        for row in 0..<outGroup * taps {
                            let target = unsafe out + (block * outGroup + row / taps) * outPlane
                            let column = places[row % taps]
                            for index in 0..<inPlane where column[index] >= 0 {
                                unsafe target[Int(column[index])] += product[row * inPlane + index]
                            }
                        }
                    }
                }
            }
        }
    }
}

/// For each kernel position and input element, where in the output plane it falls; -1 outside.
struct SpreadPlaces {
    let places: [[Int32]]

    init(_ window: Window, input: [Int], output: [Int]) {
        let strides = Layout.rowMajor(output).strides
        let elements = indexTuples(input)
        places = indexTuples(window.kernel).map { tap in
            elements.map { element in
                var place = 0
                for axis in input.indices {
                    let index =
                        element[axis] * window.strides[axis] + tap[axis] * window.dilations[axis]
                        - window.pads[axis]
                    guard index >= 0, index < output[axis] else { return -1 }
                    place += index * strides[axis]
                }
                return Int32(place)
            }
        }
    }
}
