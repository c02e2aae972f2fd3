import CKernels

/// `Mod`: what is left of a division, with the divisor's sign, or with the dividend's where `fmod` says so.
struct Mod: ArithmeticOperator {
    private let isTruncating: Bool

    init(_ attributes: Attributes) throws(OperatorError) { isTruncating = attributes.flag("fmod") }

    var kernel: net_binary? { nil }

    func apply<T: FixedWidthInteger>(_ a: T, _ b: T) -> T {
        guard b != 0 else { return 0 }
        let rest = a.remainderReportingOverflow(dividingBy: b).partialValue
        return !isTruncating && rest != 0 && (rest < 0) != (b < 0) ? rest &+ b : rest
    }

    func apply(_ a: Double, _ b: Double) -> Double {
        let rest = Math.fmod(a, b)
        return !isTruncating && rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest
    }
}
