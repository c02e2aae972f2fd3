import Geometry
import Seeds
import TestSupport
import Testing
import Tracking

@Suite("What stays where it is")
struct StillObjectTests {
    @Test(
        "A parked car keeps its identity for hours, through dropped frames, outages, vans before it and a detector that misses a fifth",
        arguments: [2.0, 5], 0..<3 as Range<UInt64>)
    func hours(fps: Double, seed: UInt64) {
        // Every five minutes a van hides it for 20 s; every seven the camera is away for 40 s; three frames in ten are lost.
        let car = Scene.Actor(label: "car") { seconds in
            seconds.truncatingRemainder(dividingBy: 300) > 280
                ? nil : .standing(0.5, 0.5, width: 0.2, height: 0.15)
        }
        var chance = SeededGenerator(seed: seed + 100)
        let lost = (0...Int(2 * 3600 * fps)).map { _ in Double.random(in: 0..<1, using: &chance) < 0.3 }
        let outcome = Outcome(Scene(actors: [car], missRate: 0.2), to: 2 * 3600, fps: fps, seed: seed) { seconds in
            seconds.truncatingRemainder(dividingBy: 420) > 380 || lost[Int(seconds * fps)]
        }
        #expect(outcome.ids[0].count == 1)
        #expect(outcome.last.first.map { $0.restingSince == $0.firstSeen } == true)
    }

    /// A sign that the detector half takes for a person, and somebody who shows for a moment beside it.
    static let sign = Scene(actors: [
        Scene.Actor(score: 0.5) { 5..<5.6 ~= $0 ? nil : .standing(0.2, 0.4) },
        Scene.Actor(score: 0.7) { 5..<5.6 ~= $0 ? .standing(0.225 + 0.03 * ($0 - 5), 0.38) : nil },
    ])

    @Test("A part of the scene is not believed because somebody walks past it", arguments: [5.0, 10])
    func scenery(fps: Double) {
        #expect(Outcome(Self.sign, to: 60, fps: fps).ids[0] == [])
        // The scene would deceive a tracker without that rule.
        var plain = Tracker.Options()
        plain.sceneryAfter = .infinity
        #expect(Outcome(Self.sign, to: 60, fps: fps, options: plain).ids[0] != [])
    }

    @Test("Who stood unsure for long and then walks off is told of within a second")
    func walksOff() {
        let figure = Scene.Actor(score: 0.5) { .standing(0.2 + 0.06 * max(0, $0 - 20), 0.6) }
        let outcome = Outcome(Scene(actors: [figure]), to: 23, fps: 10)
        #expect(outcome.ids[0].count == 1)
        let told = outcome.all.firstIndex { $0.contains { $0.state == .confirmed } } ?? .max
        #expect((200..<215).contains(told))
    }
}
