/// `InstanceNormalization`: each channel of each picture less its mean, over its deviation, scaled and shifted.
struct InstanceNormalization: Operator {
    private let epsilon: Double

    init(_ attributes: Attributes) throws(OperatorError) {
        epsilon = Double(attributes.float("epsilon", default: 1e-5))
    }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let input = try operands.required(0)
        guard input.type == .float32, input.rank > 2,
            try operands.required(1).tensorType == TensorType(type: .float32, shape: [input.shape[1]]),
            try operands.required(2).tensorType == TensorType(type: .float32, shape: [input.shape[1]])
        else { throw OperatorError("operands that do not fit") }
        let channels = input.shape[1], plane = Array(input.shape[2...]).product
        return .kernel(
            Kernel(results: [input.tensorType]) { _, _ in
                { memory in
                    let x = unsafe memory.pointer(0, as: Float.self), out = unsafe memory.pointer(3, as: Float.self)
                    let scale = unsafe memory.pointer(1, as: Float.self),
                        shift = unsafe memory.pointer(2, as: Float.self)
                    for line in 0..<input.shape[0] * channels {
                        unsafe normalize(x + line * plane, out + line * plane, plane, epsilon) { _, number in
                            unsafe number * scale[line % channels] + shift[line % channels]
                        }
                    }
                }
            })
    }
}

/// A line less its mean, over its deviation; returns both.
@discardableResult
func normalize(
    _ x: UnsafePointer<Float>, _ out: UnsafeMutablePointer<Float>, _ count: Int, _ epsilon: Double,
    _ finish: (_ index: Int, _ number: Float) -> Float
) -> (mean: Float, inverseDeviation: Float) {
    var sum = 0.0, squares = 0.0
    for index in 0..<count { unsafe sum += Double(x[index]) }
    let mean = sum / Double(count)
    for index in 0..<count {
        let difference = unsafe Double(x[index]) - mean
        squares += difference * difference
    }
    let inverse = Float(1 / (squares / Double(count) + epsilon).squareRoot())
    for index in 0..<count { unsafe out[index] = finish(index, (x[index] - Float(mean)) * inverse) }
    return (Float(mean), inverse)
}
