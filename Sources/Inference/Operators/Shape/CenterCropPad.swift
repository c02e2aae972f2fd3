/// `CenterCropPad`: cut or filled up with zeros on both sides, to a given size.
struct CenterCropPad: Operator {
    private let axes: [Int]?
    private let limits: Model.Limits

    init(_ attributes: Attributes) throws(OperatorError) {
        axes = attributes.integers("axes")
        limits = attributes.limits
    }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let input = try operands.required(0), sizes = try operands.known(1).integers()
        var shape = input.shape
        let given = axes ?? Array(input.shape.indices)
        guard given.count == sizes.count else { throw OperatorError("\(sizes.count) sizes for \(given.count) axes") }
        for (axis, size) in zip(given, sizes) { shape[try normalizedAxis(axis, rank: input.rank)] = size }
        let count = try IndexTable.checkedCount(shape, limits)
        let sources = zip(input.shape, shape).map { old, new -> [Int?] in
            let cut = max(old - new, 0) / 2, before = max(new - old, 0) / 2
            return (0..<new).map { index in
                let source = index - before + cut
                return source >= 0 && source < old ? source : nil
            }
        }
        let table = IndexTable(
            shape: shape, sources: sources, strides: Layout.rowMajor(input.shape).strides, count: count)
        return .kernel(try .rearrangement(input, TensorType(type: input.type, shape: shape), table.indices))
    }
}
