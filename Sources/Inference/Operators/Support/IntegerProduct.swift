/// A product of matrices of bytes less their zero points, in 32 bits that wrap around.
struct IntegerProduct: Sendable {
    let stacks: MatrixStacks
    private let leftZeros: [Int32]
    private let rightZeros: [Int32]
    private let isLeftSigned: Bool
    private let isRightSigned: Bool

    /// One zero point for all, or one for each row of the left and each column of the right matrix.
    init(_ left: Operand, _ right: Operand, zeros: (left: [Int], right: [Int])) throws(OperatorError) {
        stacks = try MatrixStacks(left.shape, right.shape)
        guard left.type.size == 1, right.type.size == 1, zeros.left.count == 1 || zeros.left.count == stacks.rows,
            zeros.right.count == 1 || zeros.right.count == stacks.columns
        else { throw OperatorError("operands or zero points that do not fit") }
        leftZeros = zeros.left.map { Int32(truncatingIfNeeded: $0) }
        rightZeros = zeros.right.map { Int32(truncatingIfNeeded: $0) }
        isLeftSigned = left.type == .int8
        isRightSigned = right.type == .int8
    }

    /// One row of one of the results, from the whole stacks `x` and `y`.
    ///
    /// The right matrix is read along its rows, a vector at a time; its zero points are taken off at the end, as often as
    /// the left row's numbers come to.
    func row(
        _ row: Int, of pair: (left: Int, right: Int), _ x: UnsafePointer<UInt8>, _ y: UnsafePointer<UInt8>,
        into sums: UnsafeMutablePointer<Int32>
    ) {
        let columns = stacks.columns
        unsafe sums.update(repeating: 0, count: columns)
        let left = unsafe x + (pair.left * stacks.rows + row) * stacks.depth
        let zero = leftZeros[leftZeros.count == 1 ? 0 : row]
        var whole: Int32 = 0
        for step in 0..<stacks.depth {
            let byte = unsafe left[step]
            let factor = (isLeftSigned ? Int32(Int8(bitPattern: byte)) : Int32(byte)) &- zero
            whole &+= factor
            let right = unsafe y + (pair.right * stacks.depth + step) * columns
            if isRightSigned {
                for column in 0..<columns {
                    unsafe sums[column] &+= factor &* Int32(Int8(bitPattern: right[column]))
                }
            } else {
                for column in 0..<columns { unsafe sums[column] &+= factor &* Int32(right[column]) }
            }
        }
        for column in 0..<columns {
            unsafe sums[column] &-= whole &* rightZeros[rightZeros.count == 1 ? 0 : column]
        }
    }
}
