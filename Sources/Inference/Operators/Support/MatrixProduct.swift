import COpenBLAS

/// Products of matrices: OpenBLAS for single floats, plain loops for other types.
enum MatrixProduct {
    /// OpenBLAS works on the calling thread alone: the workers are the parallelism.
    static let isReady: Bool = {
        openblas_set_num_threads(1)
        return true
    }()

    /// c = alpha * op(a) * op(b) + beta * c, with c of m rows and n columns, row-major without gaps.
    static func floats(
        _ m: Int, _ n: Int, _ k: Int, _ a: UnsafePointer<Float>, transposed transA: Bool = false,
        _ b: UnsafePointer<Float>, transposed transB: Bool = false, _ c: UnsafeMutablePointer<Float>,
        alpha: Float = 1, beta: Float = 0
    ) {
        guard isReady, m > 0, n > 0 else { return }
        unsafe cblas_sgemm(
            CblasRowMajor, transA ? CblasTrans : CblasNoTrans, transB ? CblasTrans : CblasNoTrans, blasint(m),
            blasint(n), blasint(k), alpha, a, blasint(max(transA ? m : k, 1)), b, blasint(max(transB ? k : n, 1)), beta,
            c, blasint(max(n, 1)))
    }

    static func general<T: NumberElement>(
        _ m: Int, _ n: Int, _ k: Int, _ a: UnsafePointer<T>, _ b: UnsafePointer<T>, _ c: UnsafeMutablePointer<T>
    ) {
        for row in 0..<m {
            for column in 0..<n {
                var sum = 0.0
                for index in 0..<k { unsafe sum += a[row * k + index].asDouble * b[index * n + column].asDouble }
                unsafe c[row * n + column] = T(rounding: sum)
            }
        }
    }
}

/// The extents of a product of two stacks of matrices, as NumPy's `matmul` has them.
struct MatrixStacks {
    let rows: Int, columns: Int, depth: Int
    let shape: [Int]
    /// For each product, which matrix of each stack it takes.
    let pairs: [(left: Int, right: Int)]

    var multiplyAdds: Int { saturatingProduct(pairs.count, rows, columns, depth) }

    init(_ left: [Int], _ right: [Int]) throws(OperatorError) {
        guard !left.isEmpty, !right.isEmpty else { throw OperatorError("a product with a single number") }
        let a = left.count == 1 ? [1] + left : left, b = right.count == 1 ? right + [1] : right
        rows = a[a.count - 2]
        depth = a[a.count - 1]
        columns = b[b.count - 1]
        guard depth == b[b.count - 2] else { throw OperatorError("a product of \(left) and \(right)") }
        let leftStack = Array(a.dropLast(2)), rightStack = Array(b.dropLast(2))
        let stack = try broadcast(leftStack, rightStack)
        shape = stack + (left.count == 1 ? [] : [rows]) + (right.count == 1 ? [] : [columns])
        _ = try checkedCount(shape)
        let lefts = offsets(stack, Layout.rowMajor(leftStack).broadcast(from: leftStack, to: stack).strides)
        let rights = offsets(stack, Layout.rowMajor(rightStack).broadcast(from: rightStack, to: stack).strides)
        pairs = zip(lefts, rights).map { ($0, $1) }
    }
}
