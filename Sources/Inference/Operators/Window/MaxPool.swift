/// `MaxPool`: the largest number under a window.
struct MaxPool: Operator {
    var pool: Pool
    let wantsIndices: Bool
    private var isColumnMajor = false

    init(_ attributes: Attributes) throws(OperatorError) {
        pool = Pool(window: try Window(attributes, kernel: nil), isAverage: false)
        wantsIndices = attributes.outputs > 1
        isColumnMajor = attributes.flag("storage_order")
    }

    /// A square of odd size around each pixel, as in spatial pyramids.
    init(centeredSquare size: Int) {
        pool = Pool(window: Window(centeredSquare: size), isAverage: false)
        wantsIndices = false
    }

    /// The size, if that is what it is.
    var centeredSquare: Int? {
        guard let size = pool.window.kernel.first, size % 2 == 1, !wantsIndices,
            pool.window == Window(centeredSquare: size)
        else { return nil }
        return size
    }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let input = try operands.required(0)
        guard wantsIndices else { return try pool.prepare(input) }
        guard input.rank > 2 else { throw OperatorError("an operand of \(input.rank) dimensions") }
        let (window, extents) = try pool.window.checked(rank: input.rank - 2).resolved(Array(input.shape[2...]))
        let result = TensorType(type: input.type, shape: Array(input.shape[..<2]) + extents)
        _ = try checkedCount(result.shape)
        var plain = PlainPool(input, window, result, isAverage: false)
        plain.indices = isColumnMajor ? .columnMajor : .rowMajor
        return .kernel(try plain.kernel)
    }
}
