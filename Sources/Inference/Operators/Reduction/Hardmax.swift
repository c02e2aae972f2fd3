/// `Hardmax`: 1 for the first largest along an axis, 0 for all others.
struct Hardmax: LineOperator {
    let line: LineAxis

    init(_ attributes: Attributes) throws(OperatorError) { line = LineAxis(attributes) }

    func apply(_ line: [Double]) -> [Double] {
        let most = line.max().flatMap { line.firstIndex(of: $0) }
        return line.indices.map { $0 == most ? 1 : 0 }
    }
}
