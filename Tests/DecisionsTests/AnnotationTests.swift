import Clocks
import Decisions
import Geometry
import Pictures
import Rules
import Testing
import Tracking

@Suite("What is drawn of a decision")
struct DecisionAnnotationTests {
    private func object(_ id: Int, _ standing: FollowedObject.Standing) -> FollowedObject {
        let box = Box(left: 0.1, top: 0.1, right: 0.2, bottom: 0.2)
        return FollowedObject(id: id, label: "person", box: box, score: 0.8, standing: standing)
    }

    private func labels(_ annotations: Annotations) -> [String] {
        annotations.marks.compactMap { if case .box(_, let label?, _) = $0 { label } else { nil } }
    }

    @Test("Who looks at the camera sees what is told of, who asks why sees all, and what is told of on top")
    func sights() {
        var decision = FrameDecision(number: 1, seconds: 0, captured: CaptureTime(microseconds: 0))
        decision.objects = [
            object(1, .told), object(2, .doubted(.tooSeldom(2, least: 3))), object(3, .lost),
            object(4, .turnedAway(.masked("tree"))), object(5, .ended(.left, wasBelieved: true)),
        ]
        #expect(labels(decision.sights) == ["person 1 0.80", "person 3, out of sight"])
        #expect(
            labels(decision.annotations) == [
                "person 2: seen 2 of 3 times", "person 4: its foot is in the mask “tree”", "person 1 0.80",
                "person 3, out of sight",
            ])
    }
}
