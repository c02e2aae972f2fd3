import Delivery
import Events
import Testing

@Suite("Filters of a receiver")
struct EventFilterTests {
    private let person: EventFacts = {
        var facts = EventFacts(type: "vedette.object.started", camera: "yard")
        (facts.label, facts.score, facts.zones) = ("person", 0.8, ["porch"])
        return facts
    }()
    private let motion = EventFacts(type: "vedette.motion.started", camera: "gate")
    private let daemon = EventFacts(type: "vedette.daemon.started", camera: nil)

    /// Which of the person's, the motion's and the daemon's event pass.
    private func passing(_ change: (inout EventFilter) -> Void) -> [Bool] {
        var filter = EventFilter()
        change(&filter)
        return [person, motion, daemon].map(filter.passes)
    }

    @Test("Each part narrows, and an event that has nothing to be told by does not pass")
    func parts() {
        #expect(passing { _ in } == [true, true, true])
        #expect(passing { $0.types = ["*.started"] } == [true, true, true])
        #expect(
            passing { $0.types = ["vedette.object.*", "vedette.daemon.*"] } == [true, false, true])
        #expect(passing { $0.cameras = ["gate", "yard"] } == [true, true, false])
        #expect(passing { $0.labels = ["car", "person"] } == [true, false, false])
        #expect(passing { $0.labels = ["car"] } == [false, false, false])
        #expect(passing { $0.zones = ["porch"] } == [true, false, false])
        #expect(passing { $0.score = 0.8 } == [true, false, false])
        #expect(passing { $0.score = 0.81 } == [false, false, false])
        #expect(passing { ($0.cameras, $0.labels) = (["gate"], ["person"]) } == [false, false, false])
    }
}
