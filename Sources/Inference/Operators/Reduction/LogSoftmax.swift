/// `LogSoftmax`: the logarithm of the softmax along an axis; before opset 13 along that axis and all that follow.
struct LogSoftmax: LineOperator {
    let axis: Int
    let isFlattening: Bool

    init(_ attributes: Attributes) throws(OperatorError) {
        isFlattening = attributes.opset < 13
        axis = attributes.integer("axis", default: isFlattening ? 1 : -1)
    }

    func apply(_ line: [Double]) -> [Double] {
        let most = line.max() ?? 0
        let sum = Math.log(line.reduce(0) { $0 + Math.exp($1 - most) })
        return line.map { $0 - most - sum }
    }
}
