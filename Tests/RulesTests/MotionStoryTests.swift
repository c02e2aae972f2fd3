import Geometry
import Rules
import Seeds
import TestSupport
import Testing

@Suite("The story of motion")
struct MotionStoryTests {
    static let region = Box(left: 0.1, top: 0.1, right: 0.2, bottom: 0.2)

    static func tell(_ moving: [Bool], fps: Double = 5) -> [Fact] {
        var story = MotionStory()
        return moving.enumerated().flatMap { frame, isMoving in
            story.update(
                isMoving: isMoving, area: isMoving ? 0.01 * Double(frame) : 0, regions: isMoving ? [region] : [],
                at: Double(frame) / fps)
        }
    }

    @Test("A pause shorter than the hold-off is part of the motion")
    func shortPause() {
        let facts = Self.tell([true] + Array(repeating: false, count: 13) + [true])
        #expect(ObjectStoriesTests.names(facts) == ["motion"])
    }

    @Test("A longer one ends it, and tells when something last moved, how much at most, and where")
    func longPause() {
        let facts = Self.tell([false, true, true] + Array(repeating: false, count: 20) + [true])
        #expect(ObjectStoriesTests.names(facts) == ["motion", "calm:calm", "motion"])
        guard case .motionEnded(let fact, _) = facts[1] else { Issue.record("\(facts)"); return }
        #expect(fact.startedAt == 0.2 && fact.lastMovedAt == 0.4 && fact.peakArea == 0.02)
        #expect(fact.extent == Self.region && fact.regions.isEmpty)
        #expect(abs(fact.seconds - 3.4) < 0.21)
    }

    @Test("A camera that was silent for longer than the hold-off tells of two motions")
    func silence() {
        var story = MotionStory()
        var facts = story.update(isMoving: true, area: 0.1, regions: [Self.region], at: 0)
        facts += story.update(isMoving: true, area: 0.1, regions: [Self.region], at: 60)
        #expect(ObjectStoriesTests.names(facts) == ["motion", "calm:calm", "motion"])
    }

    @Test("Starting and ending alternate, whatever moves", arguments: 0..<50 as Range<UInt64>)
    func alternation(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var story = MotionStory()
        var isOpen = false
        var now = 0.0
        for _ in 0..<500 {
            now += Double.random(in: 0...2, using: &random)
            let facts = story.update(
                isMoving: Double.random(in: 0..<1, using: &random) < 0.3, area: 0.1, regions: [Self.region], at: now)
            for fact in facts {
                if case .motionStarted = fact {
                    #expect(!isOpen)
                    isOpen = true
                } else {
                    #expect(isOpen)
                    isOpen = false
                }
            }
        }
        #expect(story.isOpen == isOpen)
        #expect(story.finish(at: now, reason: .stopped).count == (isOpen ? 1 : 0))
        #expect(story.finish(at: now, reason: .stopped).isEmpty)
    }
}
