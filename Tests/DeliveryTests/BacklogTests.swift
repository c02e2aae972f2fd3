import Delivery
import Events
import Seeds
import Testing

@Suite("Backlog")
struct BacklogTests {
    /// The same, as plain as it can be.
    private struct Naive {
        let limit: Backlog.Limit
        var messages: [Message] = []

        mutating func append(_ message: Message) -> Int {
            let before = messages.count
            while !messages.isEmpty, messages.count >= limit.events || bytes + message.body.count > limit.bytes {
                messages.removeFirst()
            }
            defer { messages.append(message) }
            return before - messages.count
        }

        var bytes: Int { messages.reduce(0) { $0 + $1.body.count } }
    }

    @Test("It agrees with a plain array over random steps", arguments: 1...20)
    func agrees(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let limit = Backlog.Limit(
            events: .random(in: 1...70, using: &random), bytes: .random(in: 1...500, using: &random))
        var backlog = Backlog(limit: limit)
        var naive = Naive(limit: limit)
        for step in 0..<500 {
            if Int.random(in: 0..<3, using: &random) > 0 {
                let message = Sample.message(step, bytes: .random(in: 0...40, using: &random))
                #expect(backlog.append(message) == naive.append(message))
            } else {
                let expected = naive.messages.isEmpty ? nil : naive.messages.removeFirst()
                #expect(backlog.popFirst()?.id == expected?.id)
            }
            #expect(backlog.count == naive.messages.count && backlog.bytes == naive.bytes)
        }
        #expect(backlog.popFirst(upTo: .max).map(\.id) == naive.messages.map(\.id))
    }

    @Test("A message larger than all the room there is is kept, alone")
    func large() {
        var backlog = Backlog(limit: .init(events: 10, bytes: 100))
        #expect(backlog.append(Sample.message(1)) == 0)
        #expect(backlog.append(Sample.message(2, bytes: 1_000)) == 1)
        #expect(backlog.count == 1)
    }
}
