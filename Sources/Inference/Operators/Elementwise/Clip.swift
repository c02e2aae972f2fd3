/// `Clip`: not below a minimum and not above a maximum.
struct Clip: ActivationOperator {
    private let fixed: (low: Float, high: Float)?

    init(_ attributes: Attributes) throws(OperatorError) {
        fixed =
            attributes.opset < 11
            ? (
                attributes.float("min", default: -.greatestFiniteMagnitude),
                attributes.float("max", default: .greatestFiniteMagnitude)
            ) : nil
    }

    func activation(of node: Graph.Node, in graph: Graph) -> Activation? {
        if let fixed { return .clamp(fixed.low, fixed.high) }
        var bounds: [Float] = [-.infinity, .infinity]
        for index in 0..<2 where node.inputs.count > index + 1 {
            guard let value = node.inputs[index + 1] else { continue }
            guard let known = graph.values[value].constant, let number = try? known.floatValues().first else {
                return nil
            }
            bounds[index] = number
        }
        return .clamp(bounds[0], bounds[1])
    }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let input = try operands.required(0)
        guard let number = input.type.number else { throw unsupported(input.type) }
        let low = try bound(operands, 1, fixed?.low), high = try bound(operands, 2, fixed?.high)
        if input.type == .float32, operands.count == 1 {
            return try elementwise(input, .clamp(Float(low ?? -.infinity), Float(high ?? .infinity)))
        }
        return .kernel(clipped(input.tensorType, low, high, operands.count - 1, number))
    }

    private func bound(_ operands: [Operand?], _ index: Int, _ fixed: Float?) throws(OperatorError) -> Double? {
        if let fixed { return Double(fixed) }
        guard let tensor = try operands.optionalKnown(index) else { return nil }
        guard tensor.count == 1 else { throw OperatorError("a bound of \(tensor.count) numbers") }
        return tensor.doubles().first
    }

    private func clipped<T: NumberElement>(
        _ type: TensorType, _ low: Double?, _ high: Double?, _ extra: Int, _: T.Type
    ) -> Kernel {
        let low = low.map { T(rounding: $0) }, high = high.map { T(rounding: $0) }
        return mapping(type, to: type.type, extra: extra) { (x: T) in
            var result = x
            if let low, result < low { result = low }
            if let high, result > high { result = high }
            return result
        }
    }
}
