/// The sums of a convolution of bytes, element by element.
struct IntegerConvolution {
    private let window: Window
    private let groups: Int
    private let limits: Model.Limits

    /// The same convolution over floats.
    var ofFloats: Conv { Conv(window: window, groups: groups, limits: limits) }

    init(_ attributes: Attributes) throws(OperatorError) {
        window = try Window(attributes, kernel: nil)
        groups = attributes.integer("group", default: 1)
        limits = attributes.limits
        guard groups > 0, groups < Model.Limits.elements else { throw OperatorError("group is \(groups)") }
    }

    func prepare(
        _ input: Operand, _ weights: Operand, _ xZero: Int, _ wZeros: [Int]
    ) throws(OperatorError) -> (Sums, [Int]) {
        guard input.type.size == 1, weights.type.size == 1, input.rank > 2, weights.rank == input.rank,
            input.shape[1] == weights.shape[1] * groups, weights.shape[0] % groups == 0,
            wZeros.count == 1 || wZeros.count == weights.shape[0]
        else { throw OperatorError("weights of \(weights.shape) for an operand of \(input.shape)") }
        let (window, extents) = try window.checked(rank: input.rank - 2, kernel: Array(weights.shape[2...]))
            .resolved(Array(input.shape[2...]))
        let shape = [input.shape[0], weights.shape[0]] + extents
        _ = try checkedCount(shape)
        return (
            Sums(
                input: input.tensorType, weights: weights.tensorType, shape: shape, window: window, groups: groups,
                xZero: xZero, wZeros: wZeros), shape
        )
    }

    struct Sums {
        let input: TensorType
        let weights: TensorType
        let shape: [Int]
        let window: Window
        let groups: Int
        let xZero: Int
        let wZeros: [Int]

        var multiplyAdds: Int { saturatingProduct(shape.product, weights.shape[1], window.kernel.product) }

        /// Calls `body` with each output's place, its channel and its sum. Padding is the zero point: it adds nothing.
        func forEach(
            _ x: UnsafePointer<UInt8>, _ w: UnsafePointer<UInt8>,
            _ body: (_ place: Int, _ channel: Int, _ sum: Int32) -> Void
        ) {
            let extents = Array(input.shape[2...]), outputs = Array(shape[2...])
            let positions = WindowPositions(window, extents: extents, outputs: outputs)
            let tuples = indexTuples(window.kernel)
            let (plane, outPlane) = (extents.product, outputs.product)
            let (inGroup, outGroup) = (weights.shape[1], shape[1] / groups)
            for map in 0..<shape[0] * shape[1] {
                let channel = map % shape[1]
                let first = map / shape[1] * input.shape[1] + channel / outGroup * inGroup
                let wZero = wZeros[wZeros.count == 1 ? 0 : channel]
                for output in 0..<outPlane {
                    var sum = 0
                    for (tap, tuple) in tuples.enumerated() {
                        guard let place = positions.place(output, tuple), place >= 0 else { continue }
                        for source in 0..<inGroup {
                            let p = unsafe x[(first + source) * plane + place]
                            let q = unsafe w[(channel * inGroup + source) * tuples.count + tap]
                            let u = input.type == .int8 ? Int(Int8(bitPattern: p)) : Int(p)
                            let v = weights.type == .int8 ? Int(Int8(bitPattern: q)) : Int(q)
                            sum += (u - xZero) * (v - wZero)
                        }
                    }
                    body(map * outPlane + output, channel, Int32(truncatingIfNeeded: sum))
                }
            }
        }
    }
}
