/// `Shrink`: x moved towards zero by a bias, or 0 within lambda of it.
struct Shrink: UnaryOperator {
    private let bias: Double
    private let lambd: Double

    init(_ attributes: Attributes) throws(OperatorError) {
        bias = Double(attributes.float("bias", default: 0))
        lambd = Double(attributes.float("lambd", default: 0.5))
    }

    func apply(_ x: Double) -> Double { x < -lambd ? x + bias : x > lambd ? x - bias : 0 }
}
