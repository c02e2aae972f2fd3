import Geometry
import TestSupport
import Testing
import Tracking

@Suite("Tracker")
struct TrackerTests {
    static let walker = Scene.Actor { .standing(0.1 + 0.06 * $0, 0.6) }
    static let rates = [10.0, 5.0, 2.5]
    static let parked = Scene.Actor(label: "car") { _ in .standing(0.5, 0.5, width: 0.2, height: 0.15) }

    @Test(
        "One walker with a detector that misses a fifth keeps one identity", arguments: rates, 0..<10 as Range<UInt64>)
    func oneWalker(fps: Double, seed: UInt64) {
        let scene = Scene(actors: [Self.walker], missRate: 0.2, clutterRate: 0.1)
        let outcome = Outcome(scene, to: 12, fps: fps, seed: seed)
        #expect(outcome.ids[0].count == 1)
    }

    @Test("Two who cross each other keep their identities", arguments: rates, 0..<10 as Range<UInt64>)
    func crossing(fps: Double, seed: UInt64) {
        let scene = Scene(actors: [
            Scene.Actor { .standing(0.2 + 0.06 * $0, 0.6) },
            Scene.Actor { .standing(0.8 - 0.06 * $0, 0.62) },
        ])
        let outcome = Outcome(scene, to: 10, fps: fps, seed: seed)
        #expect(outcome.ids[0].count == 1 && outcome.ids[1].count == 1)
        #expect(outcome.ids[0] != outcome.ids[1])
    }

    @Test("Two who cross while the front one hides the other keep their identities", arguments: rates)
    func crossingHidden(fps: Double) {
        let scene = Scene(actors: [
            Scene.Actor { .standing(0.2 + 0.06 * $0, 0.6) },
            Scene.Actor { seconds in
                let box = Box.standing(0.8 - 0.06 * seconds, 0.58)
                return box.covered(by: .standing(0.2 + 0.06 * seconds, 0.6)) > 0.4 ? nil : box
            },
        ])
        let outcome = Outcome(scene, to: 10, fps: fps)
        #expect(outcome.ids[0].count == 1 && outcome.ids[1].count == 1)
    }

    @Test("Who walks behind a pillar for two seconds comes out as the same", arguments: rates, 0..<5 as Range<UInt64>)
    func occlusion(fps: Double, seed: UInt64) {
        let scene = Scene(actors: [Scene.Actor { 4..<6 ~= $0 ? nil : .standing(0.1 + 0.06 * $0, 0.6) }])
        let outcome = Outcome(scene, to: 12, fps: fps, seed: seed)
        #expect(outcome.ids[0].count == 1)
        #expect(outcome.all.contains { $0.contains { $0.state == .lost } })
    }

    @Test("Who stays away for longer than the patience comes back as a new one")
    func patienceEnds() {
        let scene = Scene(actors: [Scene.Actor { 4..<12 ~= $0 ? nil : .standing(0.1 + 0.02 * $0, 0.6) }])
        let outcome = Outcome(scene, to: 20, fps: 5)
        #expect(outcome.ids[0].count == 2)
    }

    @Test("A parked car keeps its identity for hours, with a detector that misses a third", arguments: [2.0, 0.2])
    func parkedForHours(fps: Double) {
        let scene = Scene(actors: [Self.parked], missRate: 0.33)
        let outcome = Outcome(scene, to: 3 * 3600, fps: fps)
        #expect(outcome.ids[0].count == 1)
        #expect(outcome.last.first.map { $0.restingSince == $0.firstSeen } == true)
    }

    @Test("A parked car that somebody walks past every minute has rested all the while")
    func restSurvivesPassersBy() {
        let passer = Scene.Actor { seconds in
            .standing(0.2 + 0.06 * seconds.truncatingRemainder(dividingBy: 60), 0.55)
        }
        // Half of the car is hidden for a moment, and the detector draws a box around what it sees.
        let car = Scene.Actor(label: "car") { seconds in
            let isHidden = 4.7..<5.1 ~= seconds.truncatingRemainder(dividingBy: 60)
            return .standing(isHidden ? 0.56 : 0.5, 0.5, width: isHidden ? 0.08 : 0.2, height: 0.15)
        }
        let outcome = Outcome(Scene(actors: [car, passer]), to: 600, fps: 5)
        #expect(outcome.ids[0].count == 1)
        #expect(outcome.last.first { $0.label == "car" }.map { $0.restingSince < 1 } == true)
    }

    @Test("A car that drives off after an hour is the same car, and no longer rests")
    func drivesOff() {
        let car = Scene.Actor(label: "car") { .standing(0.3 + 0.1 * max(0, $0 - 3600), 0.5, width: 0.2, height: 0.15) }
        let outcome = Outcome(Scene(actors: [car]), to: 3604, fps: 5)
        #expect(outcome.ids[0].count == 1)
        #expect(outcome.last.first.map { $0.restingSince > 3600 && $0.hasMoved } == true)
    }

    @Test("A camera that is silent for five seconds does not split a parked car, nor a slow walker")
    func silence() {
        let slow = Scene.Actor { .standing(0.1 + 0.005 * $0, 0.9) }
        let outcome = Outcome(Scene(actors: [Self.parked, slow]), to: 20, fps: 5) { 8..<13 ~= $0 }
        #expect(outcome.ids.map(\.count) == [1, 1])
    }

    @Test("Of a detector's noise less than one box in a hundred is believed", arguments: 0..<5 as Range<UInt64>)
    func noise(seed: UInt64) {
        let outcome = Outcome(Scene(actors: [], clutterRate: 1), to: 120, fps: 5, seed: seed)
        #expect(outcome.strangers.count < 6)
    }

    @Test("What never moves has to be seen better than what moves")
    func stillEvidence() {
        let sign = Scene.Actor(score: 0.55) { _ in .standing(0.2, 0.4) }
        let walker = Scene.Actor(score: 0.55) { .standing(0.1 + 0.06 * $0, 0.8) }
        let outcome = Outcome(Scene(actors: [sign, walker]), to: 10, fps: 5)
        #expect(outcome.ids.map(\.count) == [0, 1])
    }

    @Test("A second box on the same object, under another label, starts no second object")
    func doubleVision() {
        var twin = Self.parked
        twin.label = "truck"
        twin.score = 0.6
        let outcome = Outcome(Scene(actors: [Self.parked, twin]), to: 10, fps: 5)
        #expect(Set(outcome.ids.joined()).count == 1)
        #expect(outcome.last.map(\.label) == ["car"])
    }

    @Test("The label is the one with the most weight, whatever the order of the votes")
    func labelVote() {
        var tracker = Tracker()
        var last: [Track] = []
        for (step, label) in ["truck", "car", "car", "truck", "car", "car"].enumerated() {
            let box = Box.standing(0.5, 0.5, width: 0.2)
            last = tracker.update([Observation(box: box, label: label, score: 0.8)], at: Double(step) / 5)
        }
        #expect(last.map(\.label) == ["car"])
    }

    @Test("A track's rate is the object's speed", arguments: rates)
    func rate(fps: Double) throws {
        let outcome = Outcome(
            Scene(actors: [Scene.Actor { .standing(0.1 + 0.06 * $0, 0.5 + 0.02 * $0) }]), to: 8, fps: fps)
        let track = try #require(outcome.last.first)
        #expect(abs(track.rate.x - 0.06) < 0.02)
        #expect(abs(track.rate.y - 0.02) < 0.03)
    }

    @Test("What a doubtful detector has to be believed from decides what is believed", arguments: [0.4, 0.7])
    func scores(score: Double) {
        let scene = Scene(actors: [Scene.Actor(score: 0.6) { .standing(0.1 + 0.06 * $0, 0.6) }])
        let outcome = Outcome(scene, to: 8, fps: 5, options: Tracker.Options(score: score))
        #expect(outcome.ids[0].isEmpty == (score > 0.6))
    }

    @Test("The same input gives the same tracks")
    func determinism() {
        let scene = Scene(
            actors: (0..<20).map { index in
                Scene.Actor { .standing(0.05 * Double(index) + 0.03 * $0, 0.3 + 0.03 * Double(index)) }
            }, missRate: 0.1, clutterRate: 0.5)
        let runs = (0..<2).map { _ in Outcome(scene, to: 20, fps: 5).all }
        #expect(runs[0] == runs[1])
    }

    @Test("Ids rise, are never used again, and each track ends once", arguments: 0..<5 as Range<UInt64>)
    func lives(seed: UInt64) {
        let scene = Scene(
            actors: (0..<12).map { index in
                Scene.Actor { (Int($0) + index) % 7 == 0 ? nil : .standing(0.07 * Double(index) + 0.02 * $0, 0.6) }
            }, missRate: 0.3, clutterRate: 0.5)
        let outcome = Outcome(scene, to: 60, fps: 5, seed: seed)
        var ended: Set<Int> = []
        for tracks in outcome.all {
            #expect(tracks.map(\.id) == tracks.map(\.id).sorted())
            for track in tracks {
                #expect(!ended.contains(track.id))
                if track.hasEnded { ended.insert(track.id) }
            }
        }
        #expect(!ended.isEmpty)
    }
}
