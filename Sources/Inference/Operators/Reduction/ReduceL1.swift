/// `ReduceL1`: the sum of absolute values.
struct ReduceL1: ReductionOperator {
    let axes: ReductionAxes

    init(_ attributes: Attributes) throws(OperatorError) {
        axes = ReductionAxes(attributes, operandSince: 18)
    }

    var start: Double { 0 }
    func add(_ x: Double, to sum: Double) -> Double { sum + abs(x) }
    func finish(_ sum: Double, count: Int) -> Double { sum }
}
