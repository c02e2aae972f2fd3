/// `Unique`: each element, or each slice along an axis, once; with where it first stood, which of them stood where, and
/// how often each did.
struct Unique: Operator {
    private let axis: Int?
    private let isSorted: Bool
    private let limits: Model.Limits

    init(_ attributes: Attributes) throws(OperatorError) {
        axis = attributes.integer("axis")
        isSorted = attributes.integer("sorted", default: 1) != 0
        limits = attributes.limits
    }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let input = try operands.known(0)
        let shape = axis == nil ? [input.count] : input.shape
        let axis = try normalizedAxis(axis ?? 0, rank: shape.count)
        try limits.check(table: input.count)
        let inner = Array(shape[(axis + 1)...]).product, outer = Array(shape[..<axis]).product, extent = shape[axis]
        /// Where the elements of a slice lie.
        func places(_ slice: Int) -> [Int] {
            (0..<outer).flatMap { block in (0..<inner).map { (block * extent + slice) * inner + $0 } }
        }
        let numbers = input.doubles()
        var found: [[Double]: (first: Int, count: Int)] = [:]
        var keys: [[Double]] = []
        for slice in 0..<extent {
            let key = places(slice).map { numbers[$0] }
            keys.append(key)
            found[key, default: (slice, 0)].count += 1
        }
        let order = found.sorted { one, other in
            isSorted ? one.key.lexicographicallyPrecedes(other.key) : one.value.first < other.value.first
        }
        var ranks: [[Double]: Int64] = [:]
        for (rank, entry) in order.enumerated() { ranks[entry.key] = Int64(rank) }
        var result = shape
        result[axis] = order.count
        let kept = order.map(\.value.first)
        let sources = (0..<outer).flatMap { block in
            kept.flatMap { slice in (0..<inner).map { (block * extent + slice) * inner + $0 } }
        }
        return .constants([
            input.elements(at: sources, shape: result), Tensor(kept.map { Int64($0) }, shape: [kept.count]),
            Tensor(keys.map { ranks[$0] ?? 0 }, shape: [keys.count]),
            Tensor(order.map { Int64($0.value.count) }, shape: [order.count]),
        ])
    }
}

extension Tensor {
    /// The elements at these places in row-major order, bit by bit.
    fileprivate func elements(at places: [Int], shape: [Int]) -> Tensor {
        let target = TensorStorage(byteCount: places.count * type.size)
        for (index, place) in places.enumerated() {
            unsafe (target.base + index * type.size).copyMemory(
                from: storage.base + place * type.size, byteCount: type.size)
        }
        return Tensor(type: type, shape: shape, storage: target)
    }
}
