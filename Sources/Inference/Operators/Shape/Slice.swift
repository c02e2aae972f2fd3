/// `Slice`: a range of each dimension, with a step. Costs nothing: it is another reading of the same memory.
struct Slice: Operator {
    /// As opset 9 has them; operands since opset 10.
    private let fixed: (starts: [Int], ends: [Int], axes: [Int]?)?

    init(_ attributes: Attributes) throws(OperatorError) {
        guard attributes.opset < 10 else { fixed = nil; return }
        guard let starts = attributes.integers("starts"), let ends = attributes.integers("ends") else {
            throw OperatorError("starts or ends are missing")
        }
        fixed = (starts, ends, attributes.integers("axes"))
    }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let input = try operands.required(0)
        if let fixed {
            return try prepare(input, starts: fixed.starts, ends: fixed.ends, axes: fixed.axes, steps: nil)
        }
        return try prepare(
            input, starts: operands.known(1).integers(), ends: operands.known(2).integers(),
            axes: operands.optionalKnown(3)?.integers(), steps: operands.optionalKnown(4)?.integers())
    }

    private func prepare(
        _ input: Operand, starts: [Int], ends: [Int], axes: [Int]?, steps: [Int]?
    ) throws(OperatorError) -> Prepared {
        let axes = axes ?? Array(starts.indices)
        let steps = steps ?? starts.map { _ in 1 }
        guard starts.count == ends.count, axes.count == starts.count, steps.count == starts.count else {
            throw OperatorError("starts, ends, axes and steps of different lengths")
        }
        var shape = input.shape
        var ranges: [(axis: Int, start: Int, step: Int)] = []
        for index in starts.indices {
            let axis = try normalizedAxis(axes[index], rank: input.rank)
            let range = try SliceRange(starts[index], ends[index], steps[index], extent: input.shape[axis])
            shape[axis] = range.count
            ranges.append((axis, range.start, range.step))
        }
        let found = ranges
        return .views([
            View(
                result: TensorType(type: input.type, shape: shape),
                remap: { layout in
                    found.reduce(into: layout) { part, range in
                        part.offset += range.start * layout.strides[range.axis]
                        part.strides[range.axis] *= range.step
                    }
                })
        ])
    }
}

/// A start, a step and a count, clamped as the standard says (onnx.ai/onnx/operators/onnx__Slice.html).
struct SliceRange {
    let start: Int
    let step: Int
    let count: Int

    init(_ start: Int, _ end: Int, _ step: Int, extent: Int) throws(OperatorError) {
        guard step != 0, step > -(1 << 40), step < 1 << 40 else { throw OperatorError("a step of \(step)") }
        let low = step > 0 ? 0 : -1, high = step > 0 ? extent : extent - 1
        let from = min(max(start < 0 ? start + extent : start, max(low, 0)), high)
        let to = min(max(end < 0 ? max(end, -1 - extent) + extent : end, low), high)
        let span = step > 0 ? to - from : from - to
        self.step = step
        count = extent == 0 || span <= 0 ? 0 : (span + abs(step) - 1) / abs(step)
        self.start = count == 0 ? 0 : from
    }
}
