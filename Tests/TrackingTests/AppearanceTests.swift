import Geometry
import Seeds
import TestSupport
import Testing
import Tracking

@Suite("What objects look like")
struct AppearanceTests {
    static let red = Appearance(shares: [0.7, 0.2, 0.1, 0, 0, 1], histograms: 2)
    static let blue = Appearance(shares: [0, 0.1, 0.9, 1, 0, 0], histograms: 2)

    @Test("The same is 1, nothing in common is 0, and grey cannot be compared with colour")
    func likeness() throws {
        #expect(abs(try #require(Self.red.likeness(to: Self.red)) - 1) < 1e-6)
        let other = try #require(Self.red.likeness(to: Self.blue))
        #expect((0.0..<0.3).contains(other) && other == Self.blue.likeness(to: Self.red))
        #expect(Self.red.likeness(to: Appearance(shares: [1, 0, 0], histograms: 1)) == nil)
    }

    /// Two who meet, stand before each other for a second, and either pass or turn back.
    static func meeting(turn: Bool, seed: UInt64, looks: Bool) -> [[Int]] {
        func place(_ seconds: Double, _ from: Double, _ to: Double) -> Double {
            if seconds < 4 { return from + (0.5 - from) * seconds / 4 }
            if seconds < 5 { return 0.5 }
            return 0.5 + ((turn ? from : to) - 0.5) * (seconds - 5) / 4
        }
        var random = SeededGenerator(seed: seed)
        var tracker = Tracker()
        var ids: [[Int]] = [[], []]
        for frame in 0...45 {
            let seconds = Double(frame) / 5
            let places = [place(seconds, 0.2, 0.8), place(seconds, 0.8, 0.2)]
            // While they meet, only one box is seen for both.
            let isOne = abs(places[0] - places[1]) < 0.02
            let seen = (isOne ? [0] : [0, 1]).map { index in
                Observation(
                    box: .standing(places[index] + 0.002 * random.shake(), 0.6 + 0.002 * random.shake()),
                    label: "person",
                    score: 0.8, appearance: looks ? (index == 0 ? red : blue) : nil)
            }
            for track in tracker.update(seen, at: seconds) where track.state == .confirmed {
                guard let observation = track.observation, !isOne else { continue }
                if ids[observation].last != track.id { ids[observation].append(track.id) }
            }
        }
        return ids
    }

    @Test("Two who meet and turn back are told apart by what they look like", arguments: 0..<10 as Range<UInt64>)
    func turnBack(seed: UInt64) {
        let ids = Self.meeting(turn: true, seed: seed, looks: true)
        #expect(ids.map(\.count) == [1, 1] && ids[0] != ids[1])
    }

    @Test("Without a look at them, some of the same people are taken for each other")
    func blind() {
        let swapped = (0..<10 as Range<UInt64>).count { seed in
            Self.meeting(turn: true, seed: seed, looks: false).map(\.count) != [1, 1]
        }
        #expect(swapped >= 3)
    }

    @Test("Two who meet and pass keep their identities, too", arguments: 0..<10 as Range<UInt64>)
    func pass(seed: UInt64) {
        let ids = Self.meeting(turn: false, seed: seed, looks: true)
        #expect(ids.map(\.count) == [1, 1] && ids[0] != ids[1])
    }

    @Test("A light that goes on parts nobody from themselves", arguments: [2.0, 5])
    func light(fps: Double) {
        var tracker = Tracker()
        var ids: Set<Int> = []
        for frame in 0..<Int(20 * fps) {
            let seconds = Double(frame) / fps
            let looks = Int(seconds) % 6 < 3 ? Self.red : Self.blue
            let box = Box.standing(0.1 + 0.04 * seconds, 0.6)
            let tracks = tracker.update(
                [Observation(box: box, label: "person", score: 0.8, appearance: looks)], at: seconds)
            for track in tracks where track.state == .confirmed { ids.insert(track.id) }
        }
        #expect(ids.count == 1)
    }
}
