/// `MeanVarianceNormalization`: each channel less its mean, over its deviation, over all pictures.
struct MeanVarianceNormalization: Operator {
    private let axes: [Int]

    init(_ attributes: Attributes) throws(OperatorError) { axes = attributes.integers("axes") ?? [0, 2, 3] }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let input = try operands.required(0)
        guard input.type == .float32 else { throw unsupported(input.type) }
        let axes = try normalizedAxes(axes, rank: input.rank)
        let strides = Layout.rowMajor(input.shape).strides
        let kept = input.shape.indices.filter { !axes.contains($0) }
        let starts = offsets(kept.map { input.shape[$0] }, kept.map { strides[$0] })
        let inner = offsets(axes.map { input.shape[$0] }, axes.map { strides[$0] })
        return .kernel(
            Kernel(results: [input.tensorType]) { _, _ in
                { memory in
                    let x = unsafe memory.pointer(0, as: Float.self), out = unsafe memory.pointer(1, as: Float.self)
                    for start in starts {
                        let numbers = inner.map { unsafe Double(x[start + $0]) }
                        let mean = numbers.reduce(0, +) / Double(numbers.count)
                        let variance = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(numbers.count)
                        let inverse = 1 / (variance.squareRoot() + 1e-9)
                        for (place, number) in zip(inner, numbers) {
                            unsafe out[start + place] = Float((number - mean) * inverse)
                        }
                    }
                }
            })
    }
}
