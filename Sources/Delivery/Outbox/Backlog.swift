/// The events that wait for a sink, oldest first, bounded in number and bytes.
package struct Backlog: Sendable {
    package struct Limit: Sendable {
        package let events: Int
        package let bytes: Int

        package init(events: Int, bytes: Int) {
            self.events = events
            self.bytes = bytes
        }
    }

    private let limit: Limit

    /// A ring that grows up to the limit; nil where nothing waits.
    private var slots: [Message?] = []
    private var first = 0
    package private(set) var count = 0
    package private(set) var bytes = 0

    package init(limit: Limit) {
        self.limit = limit
    }

    /// Takes a message in. Where it would pass a bound, the oldest make room: what is newest matters most to a
    /// receiver that comes back, and what it gets has one gap, at its beginning, instead of many.
    ///
    /// - Returns: how many were dropped. A message larger than the whole limit is kept alone.
    package mutating func append(_ message: Message) -> Int {
        var dropped = 0
        while count > 0, count >= limit.events || bytes + message.body.count > limit.bytes {
            _ = popFirst()
            dropped += 1
        }
        if count == slots.count { grow() }
        slots[(first + count) % slots.count] = message
        count += 1
        bytes += message.body.count
        return dropped
    }

    package mutating func popFirst() -> Message? {
        guard count > 0, let message = slots[first] else { return nil }
        slots[first] = nil
        first = (first + 1) % slots.count
        count -= 1
        bytes -= message.body.count
        return message
    }

    package mutating func popFirst(upTo limit: Int) -> [Message] {
        var messages: [Message] = []
        while messages.count < limit, let message = popFirst() { messages.append(message) }
        return messages
    }

    mutating func removeAll() {
        slots = []
        first = 0
        count = 0
        bytes = 0
    }

    private mutating func grow() {
        let ordered = Array(slots[first...]) + Array(slots[..<first])
        slots = ordered + Array(repeating: nil, count: max(16, ordered.count))
        first = 0
    }
}
