/// `ReduceSum`: the sum.
struct ReduceSum: ReductionOperator {
    let axes: ReductionAxes

    init(_ attributes: Attributes) throws(OperatorError) {
        axes = ReductionAxes(attributes, operandSince: 13)
    }

    var start: Double { 0 }
    func add(_ x: Double, to sum: Double) -> Double { sum + x }
    func finish(_ sum: Double, count: Int) -> Double { sum }
}
