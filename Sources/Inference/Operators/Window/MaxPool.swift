/// `MaxPool`: the largest number under a window.
struct MaxPool: Operator {
    var pool: Pool
    let wantsIndices: Bool

    init(_ attributes: Attributes) throws(OperatorError) {
        pool = Pool(window: try Window(attributes, kernel: nil), isAverage: false)
        wantsIndices = attributes.outputs > 1
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
        guard !wantsIndices else { throw OperatorError("the indices of maxima are not supported") }
        return try pool.prepare(operands.required(0))
    }
}
