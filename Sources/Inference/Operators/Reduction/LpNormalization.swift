/// `LpNormalization`: divided by the norm along an axis.
struct LpNormalization: LineOperator {
    let line: LineAxis
    private let order: Int

    init(_ attributes: Attributes) throws(OperatorError) {
        line = LineAxis(single: attributes.integer("axis", default: -1))
        order = attributes.integer("p", default: 2)
        guard order == 1 || order == 2 else { throw OperatorError("p is neither 1 nor 2") }
    }

    func apply(_ line: [Double]) -> [Double] {
        let norm = order == 1 ? line.reduce(0) { $0 + abs($1) } : line.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return line.map { norm == 0 ? 0 : $0 / norm }
    }
}
