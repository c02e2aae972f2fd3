/// `LogSoftmax`: the logarithm of the softmax along an axis; before opset 13 along that axis and all that follow.
struct LogSoftmax: LineOperator {
    let line: LineAxis

    init(_ attributes: Attributes) throws(OperatorError) { line = LineAxis(attributes) }

    func apply(_ line: [Double]) -> [Double] {
        let most = line.max() ?? 0
        let sum = Math.log(line.reduce(0) { $0 + Math.exp($1 - most) })
        return line.map { $0 - most - sum }
    }
}
