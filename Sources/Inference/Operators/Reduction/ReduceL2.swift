/// `ReduceL2`: the square root of the sum of squares.
struct ReduceL2: ReductionOperator {
    let axes: ReductionAxes

    init(_ attributes: Attributes) throws(OperatorError) {
        axes = ReductionAxes(attributes, operandSince: 18)
    }

    var start: Double { 0 }
    func add(_ x: Double, to sum: Double) -> Double { sum + x * x }
    func finish(_ sum: Double, count: Int) -> Double { sum.squareRoot() }
}
