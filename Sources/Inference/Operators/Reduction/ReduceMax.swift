/// `ReduceMax`: the largest.
struct ReduceMax: ReductionOperator {
    let axes: ReductionAxes

    init(_ attributes: Attributes) throws(OperatorError) {
        axes = ReductionAxes(attributes, operandSince: 18)
    }

    var start: Double { -.infinity }
    func add(_ x: Double, to sum: Double) -> Double { x > sum || x.isNaN ? x : sum }
    func finish(_ sum: Double, count: Int) -> Double { sum }
}
