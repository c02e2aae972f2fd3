import Geometry
import Testing
import Tracking

@Suite("A tracker that sees only where something moves")
struct PartialViewTests {
    static let place = Box.standing(0.5, 0.5, width: 0.2)
    static let elsewhere = Box(left: 0, top: 0.7, right: 0.3, bottom: 1)

    static func parked() -> Tracker {
        var tracker = Tracker()
        for step in 0..<20 {
            _ = tracker.update([Observation(box: place, label: "car", score: 0.8)], at: Double(step) / 5)
        }
        return tracker
    }

    @Test("A parked car that nobody looks at for two hours is still there, and the same when looked at again")
    func unwatched() throws {
        var tracker = Self.parked()
        for step in 20..<36_000 {
            let tracks = tracker.update([], observed: step % 2 == 0 ? [] : [Self.elsewhere], at: Double(step) / 5)
            try #require(tracks.count == 1 && tracks[0].state == .confirmed)
            try #require(tracks[0].box.overlap(Self.place) > 0.9)
        }
        let tracks = tracker.update([Observation(box: Self.place, label: "car", score: 0.8)], at: 7200)
        #expect(tracks.map(\.id) == [1])
        #expect(tracks[0].restingSince < 1)
    }

    @Test("It asks to be looked at now and then: soon after it came to rest, seldom once it has rested for long")
    func recheck() {
        var tracker = Self.parked()
        var looks: [Double] = []
        for step in 20..<3600 {
            let seconds = Double(step) / 5
            let isWanted = !tracker.wanted.isEmpty
            if isWanted { looks.append(seconds) }
            #expect(tracker.wanted.allSatisfy { Self.place.covered(by: $0) > 0.99 })
            let seen = isWanted ? [Observation(box: Self.place, label: "car", score: 0.8)] : []
            _ = tracker.update(seen, observed: isWanted ? tracker.wanted : [], at: seconds)
        }
        let pauses = zip(looks, looks.dropFirst()).map { $1 - $0 }
        #expect(looks.first.map { $0 < 7 } == true)
        #expect(zip(pauses, pauses.dropFirst()).allSatisfy { $0 <= $1 + 0.3 })
        #expect(pauses.last.map { abs($0 - 30) < 0.5 } == true)
        #expect(looks.count < 40)
    }

    @Test("Once a look does not find it, it is followed until that is settled, however long it rested")
    func followedUntilSettled() {
        var tracker = Self.parked()
        for step in 0..<100 {
            _ = tracker.update([Observation(box: Self.place, label: "car", score: 0.8)], at: 4 + Double(step) / 5)
        }
        _ = tracker.update([], observed: [], at: 60)
        #expect(!tracker.isFollowing)
        var seconds = 60.0
        while seconds < 200, let wanted = Optional(tracker.wanted), seconds == 60 || tracker.isFollowing {
            seconds += 0.2
            _ = tracker.update([], observed: wanted, at: seconds)
        }
        #expect(tracker.wanted.isEmpty && seconds > 70 && seconds < 90, "\(seconds)")
    }

    @Test("What is not believed asks for a look for two seconds, and then no longer")
    func unbelieved() {
        var tracker = Tracker()
        let sign = Observation(box: .standing(0.2, 0.4), label: "person", score: 0.5)
        for step in 0..<9 {
            _ = tracker.update([sign], at: Double(step) / 5)
            #expect(tracker.wanted.count == 1)
        }
        for step in 10..<50 {
            let tracks = tracker.update([sign], at: Double(step) / 5)
            #expect(tracks.map(\.state) == [.tentative])
            #expect(tracker.wanted.isEmpty)
        }
    }

    @Test("Looked at and not found, it is lost, and over when it was looked for as long as it had stood")
    func gone() {
        var tracker = Self.parked()
        let regions = [Self.place.grown(by: 0.2)]
        #expect(tracker.wanted.isEmpty)
        var tracks = tracker.update([], observed: regions, at: 4)
        #expect(tracks.map(\.state) == [.confirmed])
        #expect(tracker.wanted.count == 1)
        tracks = tracker.update([], observed: regions, at: 4.2)
        #expect(tracks.map(\.state) == [.lost])
        #expect(tracks[0].box.overlap(Self.place) > 0.9)
        for step in 22..<45 { tracks = tracker.update([], observed: regions, at: Double(step) / 5) }
        #expect(tracks.map(\.state) == [] || tracks.map(\.state) == [.ended(.lost)])
    }

    @Test("A moving object that is no longer seen moving asks for a look, and is over without one")
    func movingUnwatched() {
        var tracker = Tracker()
        for step in 0..<10 {
            let box = Box.standing(0.3 + 0.01 * Double(step), 0.6)
            _ = tracker.update([Observation(box: box, label: "person", score: 0.8)], at: Double(step) / 5)
        }
        var tracks = tracker.update([], observed: [], at: 2)
        #expect(tracker.wanted.count == 1)
        tracks = tracker.update([], observed: [], at: 2.2)
        #expect(tracks.map(\.state) == [.lost])
        for step in 12..<40 { tracks += tracker.update([], observed: [], at: Double(step) / 5) }
        #expect(tracks.last?.state == .ended(.lost))
        #expect(tracker.wanted.isEmpty)
    }

    @Test("What walks out of the picture has left")
    func leaving() {
        var tracker = Tracker()
        var tracks: [Track] = []
        for step in 0..<25 {
            let x = 0.7 + 0.02 * Double(step)
            let seen = x < 0.98 ? [Observation(box: .standing(x, 0.6), label: "person", score: 0.8)] : []
            tracks += tracker.update(seen, at: Double(step) / 5)
        }
        #expect(tracks.last?.state == .ended(.left))
    }
}
