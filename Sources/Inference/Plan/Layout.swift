/// Where a tensor's elements lie in a buffer: a first element, and a distance for each dimension, in elements.
///
/// Transposing, slicing, splitting and most reshaping change only this, so they cost nothing at run time.
struct Layout: Equatable, Sendable {
    var offset = 0
    var strides: [Int]
    /// Where channels do not lie evenly: for each its distance from the first. Only kernels that say so get this.
    var channels: [Int]?

    init(offset: Int = 0, strides: [Int], channels: [Int]? = nil) {
        self.offset = offset
        self.strides = strides
        self.channels = channels
    }

    static func rowMajor(_ shape: [Int]) -> Layout { dense(shape, order: Array(shape.indices)) }

    /// Channels fastest, then the other dimensions in their order.
    static func channelsLast(_ shape: [Int]) -> Layout {
        guard shape.count > 2 else { return rowMajor(shape) }
        return dense(shape, order: [0] + Array(2..<shape.count) + [1])
    }

    /// No gaps, with dimensions from the slowest to the fastest.
    static func dense(_ shape: [Int], order: [Int]) -> Layout {
        var strides = [Int](repeating: 1, count: shape.count)
        var step = 1
        for dimension in order.reversed() {
            strides[dimension] = step
            step *= max(shape[dimension], 1)
        }
        return Layout(strides: strides)
    }

    /// Dimensions from the slowest to the fastest.
    func order(_ shape: [Int]) -> [Int] {
        let wide = shape.indices.filter { shape[$0] > 1 }.sorted { (abs(strides[$0]), $1) > (abs(strides[$1]), $0) }
        return shape.indices.filter { shape[$0] <= 1 } + wide
    }

    func isRowMajor(_ shape: [Int]) -> Bool { agrees(with: .rowMajor(shape), shape) }

    /// Whether two layouts are the same for a shape: the stride of a single element is of no matter.
    func agrees(with other: Layout, _ shape: [Int]) -> Bool {
        shape.indices.allSatisfy { shape[$0] <= 1 || strides[$0] == other.strides[$0] }
    }

    func isChannelsLast(_ shape: [Int]) -> Bool { shape.count < 2 || shape[1] == 1 || strides[1] == 1 }

    /// The same elements in another shape, where strides can say that: runs of dimensions that lie evenly are merged
    /// and split again.
    func reshaped(from old: [Int], to new: [Int]) -> Layout? {
        guard !old.contains(0) else { return Layout(offset: offset, strides: Layout.rowMajor(new).strides) }
        let dimensions = old.indices.filter { old[$0] != 1 }
        var strides = [Int](repeating: 1, count: new.count)
        var from = 0, to = 0
        while from < dimensions.count {
            while to < new.count, new[to] == 1 { to += 1 }
            guard to < new.count else { return nil }
            let firstFrom = from, firstTo = to
            var oldCount = old[dimensions[from]], newCount = new[to]
            while oldCount != newCount {
                if oldCount < newCount {
                    from += 1
                    guard from < dimensions.count else { return nil }
                    oldCount *= old[dimensions[from]]
                } else {
                    to += 1
                    guard to < new.count else { return nil }
                    newCount *= new[to]
                }
            }
            for index in firstFrom..<from {
                let outer = dimensions[index], inner = dimensions[index + 1]
                guard self.strides[outer] == self.strides[inner] * old[inner] else { return nil }
            }
            var step = self.strides[dimensions[from]]
            for dimension in (firstTo...to).reversed() {
                strides[dimension] = step
                step *= new[dimension]
            }
            from += 1
            to += 1
        }
        return Layout(offset: offset, strides: strides)
    }

    /// The strides for reading as a larger shape: repeated dimensions stand still.
    func broadcast(from old: [Int], to new: [Int]) -> Layout {
        let missing = new.count - old.count
        let widened = new.indices.map { index -> Int in
            let source = index - missing
            return source < 0 || (old[source] == 1 && new[index] != 1) ? 0 : strides[source]
        }
        return Layout(offset: offset, strides: widened)
    }

    /// Moved along one dimension.
    func advanced(by steps: Int, along dimension: Int) -> Layout {
        Layout(offset: offset + steps * strides[dimension], strides: strides)
    }
}
