/// `Pad`: more elements at the borders: constant, repeated from the edge, mirrored or wrapped around.
struct Pad: Operator {
    private enum Mode: String { case constant, reflect, edge, wrap }
    private let mode: Mode
    private let attribute: [Int]?
    private let value: Float
    private let limits: Model.Limits

    init(_ attributes: Attributes) throws(OperatorError) {
        guard let mode = Mode(rawValue: attributes.string("mode", default: "constant")) else {
            throw OperatorError("mode is none of constant, reflect, edge, wrap")
        }
        self.mode = mode
        attribute = attributes.opset < 11 ? attributes.integers("pads") : nil
        value = attributes.float("value", default: 0)
        limits = attributes.limits
    }

    /// The pads, if it surrounds its operand with zeros by numbers that are known.
    func zeros(_ operands: [Tensor?]) -> [Int]? {
        guard mode == .constant, operands.count <= 3 else { return nil }
        if let attribute { return value == 0 && attribute.allSatisfy { $0 >= 0 } ? attribute : nil }
        guard operands.count > 1, let pads = try? operands[1]?.integers(), pads.allSatisfy({ $0 >= 0 }) else {
            return nil
        }
        guard operands.count > 2, let fill = operands[2] else { return operands.count > 2 ? nil : pads }
        return (try? fill.floatValues()) == [0] ? pads : nil
    }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let input = try operands.required(0)
        let given = try operands.integers(1, unless: attribute)
        var axes = Array(input.shape.indices)
        if let some = try operands.optionalIntegers(3) {
            axes = []
            for axis in some { axes.append(try normalizedAxis(axis, rank: input.rank)) }
        }
        guard given.count == 2 * axes.count, given.allSatisfy({ abs($0) < 1 << 30 }) else {
            throw OperatorError("\(given.count) pads for \(axes.count) axes")
        }
        var before = [Int](repeating: 0, count: input.rank), shape = input.shape
        for (index, axis) in axes.enumerated() {
            before[axis] = given[index]
            shape[axis] += given[index] + given[index + axes.count]
            guard shape[axis] >= 0 else { throw OperatorError("pads of \(given) for shape \(input.shape)") }
        }
        let count = try IndexTable.checkedCount(shape, limits)
        var sources: [[Int?]] = []
        for axis in shape.indices {
            var line: [Int?] = []
            for index in 0..<shape[axis] { line.append(try source(index - before[axis], input.shape[axis])) }
            sources.append(line)
        }
        let table = IndexTable(
            shape: shape, sources: sources, strides: Layout.rowMajor(input.shape).strides, count: count)
        var fill = input.type == .float32 ? Tensor(scalar: value) : nil
        if attribute == nil { fill = try operands.optionalKnown(2) }
        if let fill, fill.type != input.type || fill.count != 1 { throw OperatorError("a fill of \(fill.type)") }
        return try .kernel(
            .rearrangement(input, TensorType(type: input.type, shape: shape), table.indices, fill: fill))
    }

    /// Which element of a line stands at an index that may lie outside; nil for the constant.
    private func source(_ index: Int, _ extent: Int) throws(OperatorError) -> Int? {
        if index >= 0, index < extent { return index }
        if mode == .constant { return nil }
        guard extent > 0 else { throw OperatorError("nothing to repeat") }
        switch mode {
        case .edge: return index < 0 ? 0 : extent - 1
        case .wrap: return ((index % extent) + extent) % extent
        default:
            guard extent > 1 else { return 0 }
            let period = 2 * (extent - 1)
            let folded = ((index % period) + period) % period
            return folded < extent ? folded : period - folded
        }
    }
}
