/// What waits in memory, oldest first, bounded in number: where it would pass its bound, the oldest make room, since what
/// is newest matters most and one gap is better than many.
package struct BoundedQueue<Element: Sendable>: Sendable {
    private let limit: Int

    /// A ring that grows up to the limit; nil where nothing waits.
    private var slots: [Element?] = []
    private var first = 0
    package private(set) var count = 0

    package init(limit: Int) {
        self.limit = limit
    }

    /// - Returns: how many were dropped: 0 or 1.
    package mutating func append(_ element: Element) -> Int {
        let dropped = count >= limit ? 1 : 0
        if dropped > 0 { _ = popFirst() }
        if count == slots.count { grow() }
        slots[(first + count) % slots.count] = element
        count += 1
        return dropped
    }

    package mutating func popFirst() -> Element? {
        guard count > 0, let element = slots[first] else { return nil }
        slots[first] = nil
        first = (first + 1) % slots.count
        count -= 1
        return element
    }

    package mutating func popFirst(upTo limit: Int) -> [Element] {
        var elements: [Element] = []
        while elements.count < limit, let element = popFirst() { elements.append(element) }
        return elements
    }

    private mutating func grow() {
        let ordered = Array(slots[first...]) + Array(slots[..<first])
        slots = ordered + Array(repeating: nil, count: max(16, ordered.count))
        first = 0
    }
}
