import Events
import Foundation
import TestSupport
import Testing

/// Lines of a log that were changed: read by `vedette events`, by recovery after damage, and by `vedette replay --against`.
@Suite("Lines of a log that were changed")
struct HostileLineTests {
    @Test("They are events, which can be written again, or none")
    func changed() throws {
        let factory = EventFactory.replay(host: "box", seed: 1)
        let lines = try Sample.reports.map { try factory.event($0, camera: "front door", at: Sample.time).json() }
        var read = 0, refused = 0
        for seed in 0..<20_000 {
            var mutator = MessageMutator(seed: UInt64(seed))
            let line = mutator.mutated(lines[seed % lines.count], most: 2)
            // Whatever they come to, they come to an end.
            _ = LoggedEvent(line)
            _ = try? ToldEvent(line: line)
            guard let event = try? Event(json: line) else {
                refused += 1
                continue
            }
            read += 1
            // A number that is too large for the one may still be too large for the other.
            guard let again = try? event.json() else { continue }
            #expect(!again.contains(UInt8(ascii: "\n")))
            #expect(throws: Never.self) { try Event(json: again) }
        }
        #expect(read > 1_000 && refused > 1_000)
    }
}
