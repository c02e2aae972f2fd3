/// Which dimensions a reduction takes away, and whether it leaves them with one element.
struct ReductionAxes {
    private let fixed: [Int]?
    private let keeps: Bool
    private let isNoOperationWhenEmpty: Bool

    /// Axes are an attribute in old opsets and an operand since.
    init(_ attributes: Attributes, operandSince opset: Int) {
        fixed = attributes.opset < opset ? attributes.integers("axes") ?? [] : nil
        keeps = attributes.integer("keepdims", default: 1) != 0
        isNoOperationWhenEmpty = attributes.flag("noop_with_empty_axes")
    }

    /// For operators that have their axes by definition.
    init(fixed: [Int], keeps: Bool = true) {
        self.fixed = fixed
        self.keeps = keeps
        isNoOperationWhenEmpty = false
    }

    func resolved(_ operands: [Operand?]) throws(OperatorError) -> (axes: [Int], result: [Int]) {
        let input = try operands.required(0)
        let given = try operands.optionalIntegers(1, unless: fixed) ?? []
        var axes = try normalizedAxes(given, rank: input.rank)
        if axes.isEmpty, !isNoOperationWhenEmpty { axes = Array(input.shape.indices) }
        var result: [Int] = []
        for (dimension, extent) in input.shape.enumerated() {
            if !axes.contains(dimension) { result.append(extent) } else if keeps { result.append(1) }
        }
        return (axes, result)
    }
}

/// An operator that makes one number of all elements along some dimensions.
protocol ReductionOperator: Operator {
    var axes: ReductionAxes { get }
    var start: Double { get }
    func add(_ x: Double, to sum: Double) -> Double
    func finish(_ sum: Double, count: Int) -> Double
}

extension ReductionOperator {
    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let input = try operands.required(0)
        let (axes, shape) = try axes.resolved(operands)
        if input.type == .bool { return .kernel(reduce(input, axes, shape, operands.count, UInt8.self)) }
        guard let number = input.type.number else { throw unsupported(input.type) }
        return .kernel(reduce(input, axes, shape, operands.count, number))
    }

    private func reduce<T: NumberElement>(
        _ input: Operand, _ axes: [Int], _ shape: [Int], _ operands: Int, _: T.Type
    ) -> Kernel {
        let result = TensorType(type: input.type, shape: shape)
        let demands = Array(repeating: Kernel.Demand.any, count: operands)
        return Kernel(results: [result], demands: demands) { inputs, results in
            let layout = inputs[0] ?? results[0]
            let kept = input.shape.indices.filter { !axes.contains($0) }
            let starts = offsets(kept.map { input.shape[$0] }, kept.map { layout.strides[$0] })
            let inner = offsets(axes.map { input.shape[$0] }, axes.map { layout.strides[$0] })
            return { memory in
                let from = unsafe memory.pointer(0, as: T.self), to = unsafe memory.pointer(operands, as: T.self)
                for (index, first) in starts.enumerated() {
                    var sum = start
                    for offset in inner { sum = add(unsafe from[first + offset].asDouble, to: sum) }
                    unsafe to[index] = T(rounding: finish(sum, count: inner.count))
                }
            }
        }
    }
}

/// Where each element of some dimensions lies, in row-major order.
func offsets(_ shape: [Int], _ strides: [Int]) -> [Int] {
    var offsets = [0]
    for (extent, stride) in zip(shape, strides) {
        offsets = offsets.flatMap { base in (0..<extent).map { base + $0 * stride } }
    }
    return offsets
}
