/// `ReduceLogSumExp`: the logarithm of the sum of exponentials, without ever leaving logarithms.
struct ReduceLogSumExp: ReductionOperator {
    let axes: ReductionAxes

    init(_ attributes: Attributes) throws(OperatorError) {
        axes = ReductionAxes(attributes, operandSince: 18)
    }

    var start: Double { -.infinity }
    func add(_ x: Double, to sum: Double) -> Double { Math.logAddExp(sum, x) }
    func finish(_ sum: Double, count: Int) -> Double { sum }
}
