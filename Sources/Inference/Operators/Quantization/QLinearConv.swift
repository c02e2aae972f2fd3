/// `QLinearConv`: a convolution of quantised tensors to a quantised tensor.
struct QLinearConv: Operator {
    let integers: IntegerConvolution

    init(_ attributes: Attributes) throws(OperatorError) { integers = try IntegerConvolution(attributes) }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let input = try operands.required(0), weights = try operands.required(3)
        let xScale = try operands.known(1).doubles(), xZero = try operands.known(2).zeroPoints()
        let wScale = try operands.known(4).doubles(), wZero = try operands.known(5).zeroPoints()
        let yScale = try operands.known(6).doubles(), yZero = try operands.known(7)
        let bias = try operands.optionalIntegers(8)
        let channels = weights.shape.first ?? 0
        guard xScale.count == 1, xZero.count == 1, yScale.count == 1, yZero.count == 1,
            wScale.count == 1 || wScale.count == channels, wZero.count == 1 || wZero.count == channels,
            bias.map({ $0.count == channels }) ?? true, let zero = try yZero.zeroPoints().first
        else { throw OperatorError("scales or zero points that do not fit") }
        let (sums, shape) = try integers.prepare(input, weights, xZero[0], wZero)
        let isSigned = yZero.type == .int8, output = operands.count
        let low = isSigned ? -128.0 : 0, high = isSigned ? 127.0 : 255
        let factors = wScale.map { Float(xScale[0] * $0 / yScale[0]) }
        var kernel = Kernel(results: [TensorType(type: yZero.type, shape: shape)]) { _, _ in
            { memory in
                let x = unsafe memory.pointer(0, as: UInt8.self), w = unsafe memory.pointer(3, as: UInt8.self)
                let out = unsafe memory.pointer(output, as: UInt8.self)
                unsafe sums.forEach(x, w) { place, channel, sum in
                    let whole = Float(sum) + Float(bias?[channel] ?? 0)
                    let scaled = Double(
                        (whole * factors[factors.count == 1 ? 0 : channel]).rounded(.toNearestOrEven))
                    let number = Int64(rounding: min(max(scaled + Double(zero), low), high))
                    unsafe out[place] = UInt8(truncatingIfNeeded: number)
                }
            }
        }
        kernel.multiplyAdds = sums.multiplyAdds
        return .kernel(kernel)
    }
}
