import Events
import Seeds
import TestSupport
import Testing

@Suite("Comparing the events of two runs")
struct EventComparisonTests {
    private func event(_ what: String, _ seconds: Double) -> ToldEvent { ToldEvent(what: what, seconds: seconds) }

    @Test("The same events do not differ, in whatever order they come")
    func same() {
        let events = (0..<50).map { event("object.started person", Double($0) * 0.3) }
        let comparison = EventComparison(old: events, new: events.reversed())
        #expect(comparison.same == 50)
        #expect(comparison.differences.isEmpty)
    }

    @Test("An event that is a little later is the same, later still has moved, and far away has nothing to do with it")
    func times() {
        let limits = EventComparison.Limits(tolerance: 0.5, reach: 5)
        func compare(_ seconds: Double) -> EventComparison {
            EventComparison(old: [event("a", 10)], new: [event("a", 10 + seconds)], limits: limits)
        }
        #expect(compare(0.5).same == 1)
        #expect(compare(-0.5).same == 1)
        #expect(compare(0.6).differences == [.moved(from: event("a", 10), to: event("a", 10.6))])
        #expect(compare(5.1).differences == [.vanished(event("a", 10)), .appeared(event("a", 15.1))])
    }

    @Test("Other kinds and other cameras are never partners")
    func kinds() {
        let old = [event("line.crossed car gate", 1), ToldEvent(what: "a", source: "/box/one", seconds: 2)]
        let new = [event("line.crossed person gate", 1), ToldEvent(what: "a", source: "/box/two", seconds: 2)]
        let comparison = EventComparison(old: old, new: new)
        #expect(comparison.same == 0)
        #expect(comparison.differences.count == 4)
    }

    @Test("One event too many is the one that appeared; the others keep their partners")
    func insertion() {
        let old = [1.0, 2, 3, 4].map { event("a", $0) }
        let new = [1.0, 2, 2.9, 3, 4].map { event("a", $0) }
        let comparison = EventComparison(old: old, new: new)
        #expect(comparison.same == 4)
        #expect(comparison.differences == [.appeared(event("a", 2.9))])
    }

    @Test("What vanishes in one direction appears in the other", arguments: 0..<20)
    func symmetry(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        func draw() -> [ToldEvent] {
            (0..<Int.random(in: 0...30, using: &random)).map { _ in
                event(["a", "b"].randomElement(using: &random) ?? "a", Double.random(in: 0...60, using: &random))
            }
        }
        let (one, other) = (draw(), draw())
        let (there, back) = (EventComparison(old: one, new: other), EventComparison(old: other, new: one))
        let vanished = there.differences.count { if case .vanished = $0 { true } else { false } }
        let appeared = back.differences.count { if case .appeared = $0 { true } else { false } }
        let moved = there.differences.count { if case .moved = $0 { true } else { false } }
        #expect(there.same + moved + vanished == one.count)
        #expect(there.same == back.same)
        #expect(vanished == appeared)
    }

    @Test("A line of a log says what, where and when; updates and accounts are passed over, and nonsense is refused")
    func lines() throws {
        let line =
            #"{"type":"vedette.zone.entered","source":"/h/yard","time":"1970-01-01T00:00:03.5Z","#
            + #""data":{"zone":"porch","object":{"label":"person"}}}"#
        let told = try ToldEvent(line: line.utf8)
        #expect(told == ToldEvent(what: "zone.entered person porch", source: "/h/yard", seconds: 3.5))
        let update = line.replacing("zone.entered", with: "object.updated")
        #expect(try ToldEvent(line: update.utf8) == nil)
        for nonsense in ["", "{}", "[1]", "not json", line.replacing("1970", with: "when")] {
            #expect(throws: DecodingError.self) { try ToldEvent(line: nonsense.utf8) }
        }
    }
}
