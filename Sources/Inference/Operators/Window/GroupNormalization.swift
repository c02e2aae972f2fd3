/// `GroupNormalization`: groups of channels less their mean, over their deviation, scaled and shifted.
struct GroupNormalization: Operator {
    private let groups: Int
    private let epsilon: Double
    private let isByGroup: Bool

    init(_ attributes: Attributes) throws(OperatorError) {
        groups = attributes.integer("num_groups", default: 0)
        epsilon = Double(attributes.float("epsilon", default: 1e-5))
        isByGroup = attributes.opset < 21
        guard groups > 0 else { throw OperatorError("num_groups is \(groups)") }
    }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let input = try operands.required(0), scale = try operands.required(1)
        guard input.type == .float32, input.rank > 2, input.shape[1] % groups == 0,
            scale.type == .float32, try operands.required(2).tensorType == scale.tensorType,
            scale.shape == [isByGroup ? groups : input.shape[1]]
        else { throw OperatorError("operands that do not fit") }
        let size = input.shape[1] / groups, plane = Array(input.shape[2...]).product, count = size * plane
        return .kernel(
            Kernel(results: [input.tensorType]) { _, _ in
                { memory in
                    let x = unsafe memory.pointer(0, as: Float.self), out = unsafe memory.pointer(3, as: Float.self)
                    let scale = unsafe memory.pointer(1, as: Float.self),
                        shift = unsafe memory.pointer(2, as: Float.self)
                    for line in 0..<input.shape[0] * groups {
                        let group = line % groups
                        unsafe normalize(x + line * count, out + line * count, count, epsilon) { index, number in
                            let place = isByGroup ? group : group * size + index / plane
                            return unsafe number * scale[place] + shift[place]
                        }
                    }
                }
            })
    }
}
