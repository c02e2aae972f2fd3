/// `Hardmax`: 1 for the first largest along an axis, 0 for all others.
struct Hardmax: LineOperator {
    let axis: Int
    let isFlattening: Bool

    init(_ attributes: Attributes) throws(OperatorError) {
        isFlattening = attributes.opset < 13
        axis = attributes.integer("axis", default: isFlattening ? 1 : -1)
    }

    func apply(_ line: [Double]) -> [Double] {
        let most = line.max().flatMap { line.firstIndex(of: $0) }
        return line.indices.map { $0 == most ? 1 : 0 }
    }
}
