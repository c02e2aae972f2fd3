/// How to visit the elements of several tensors together: an inner run with a fixed step for each, and the starts of
/// all runs. Dimensions that lie evenly in all tensors are merged, and the result's own memory order is followed.
struct Walk {
    /// Elements of a run.
    private(set) var count = 1
    /// For each tensor, the distance between neighbours of a run.
    private(set) var steps: [Int] = []
    private var shape: [Int] = []
    private var strides: [[Int]]

    /// The last layout is the result's, whose order is followed.
    init(_ shape: [Int], _ layouts: [Layout]) {
        let order = layouts.last?.order(shape).filter { shape[$0] != 1 } ?? []
        strides = layouts.map { _ in [] }
        for dimension in order {
            let next = layouts.map { $0.strides[dimension] }
            if let extent = self.shape.last,
                zip(strides, next).allSatisfy({ $0.last == $1 * shape[dimension] })
            {
                self.shape[self.shape.count - 1] = extent * shape[dimension]
                for index in next.indices { strides[index][self.shape.count - 1] = next[index] }
            } else {
                self.shape.append(shape[dimension])
                for index in next.indices { strides[index].append(next[index]) }
            }
        }
        if shape.contains(0) {
            self.shape = [0]
            strides = layouts.map { _ in [0] }
        }
        preferLongRuns()
        steps = strides.map { $0.last ?? 1 }
        if let inner = self.shape.popLast() {
            count = inner
            for index in strides.indices { strides[index].removeLast() }
        }
    }

    /// A run of a few elements costs more to begin than to walk: then the longest dimension becomes the run.
    private mutating func preferLongRuns() {
        guard let last = shape.last, last < 16, let longest = shape.indices.max(by: { shape[$0] < shape[$1] }) else {
            return
        }
        shape.swapAt(longest, shape.count - 1)
        for index in strides.indices { strides[index].swapAt(longest, shape.count - 1) }
    }

    /// Calls `body` with the start of each run, an offset for each tensor.
    func forEach(_ body: (_ starts: UnsafeBufferPointer<Int>) -> Void) {
        guard count > 0 else { return }
        let rank = shape.count
        unsafe withUnsafeTemporaryAllocation(of: Int.self, capacity: strides.count + rank + 1) { space in
            unsafe space.initialize(repeating: 0)
            let starts = unsafe UnsafeBufferPointer(rebasing: space[0..<strides.count])
            while true {
                unsafe body(starts)
                var dimension = rank - 1
                while dimension >= 0 {
                    let counter = strides.count + dimension
                    unsafe space[counter] += 1
                    for index in strides.indices { unsafe space[index] += strides[index][dimension] }
                    if unsafe space[counter] < shape[dimension] { break }
                    for index in strides.indices {
                        unsafe space[index] -= strides[index][dimension] * shape[dimension]
                    }
                    unsafe space[counter] = 0
                    dimension -= 1
                }
                if dimension < 0 { return }
            }
        }
    }
}
