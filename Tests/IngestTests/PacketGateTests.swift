import Ingest
import Seeds
import Testing

@Suite struct PacketGateTests {
    @Test func aBaselineKnowsKindsAndPlacesApart() {
        var baseline = PacketBaseline()
        let (early, late) = (
            PacketBaseline.Place(.reference, distance: 1), PacketBaseline.Place(.reference, distance: 40)
        )
        for _ in 0..<20 {
            baseline.learn(bytes: 40_000, at: early)
            baseline.learn(bytes: 7_000, at: late)
        }
        #expect(abs(baseline.deviation(bytes: 40_000, at: early)) < 0.1)
        #expect(baseline.deviation(bytes: 40_000, at: late) > 5)
        #expect(baseline.deviation(bytes: 40_000, at: .init(.disposable, distance: 1)) == 0)
        #expect(baseline.deviation(bytes: 40_000, at: .init(.reference, distance: 2)) == 0)
    }

    @Test func distantPlacesShareALevel() {
        #expect(PacketBaseline.Place(.reference, distance: 33) == .init(.reference, distance: 47))
        #expect(PacketBaseline.Place(.reference, distance: 47) != .init(.reference, distance: 48))
        #expect(PacketBaseline.Place(.reference, distance: 6) != .init(.reference, distance: 7))
        #expect(PacketBaseline.Place(.reference, distance: 1 << 40) == .init(.reference, distance: .max))
    }

    @Test(arguments: [1.0, 2, 4, 10] as [Double])
    func noiseIsNoMotionAndMotionIs(gop: Double) {
        var stream = Stream(gop: gop, seed: 3)
        var gate = PacketGate()
        gate.run(&stream, until: 3 * gop + 10, learning: true)
        let still = gate.run(&stream, until: 120 + gop, learning: true)
        #expect(still < PacketGate.suspicion)
        stream.swell = 2
        let moving = gate.run(&stream, until: stream.seconds + 1, learning: false)
        #expect(moving > PacketGate.threshold)
    }

    @Test func oneLargePacketIsNoMotion() {
        var stream = Stream(gop: 4, seed: 4)
        var gate = PacketGate()
        gate.run(&stream, until: 30, learning: true)
        var packet = stream.next()
        packet.bytes *= 20
        let isOutlier = gate.note(packet)
        #expect(!isOutlier)
        stream.swell = 1
        let after = gate.run(&stream, until: stream.seconds + 2, learning: true)
        #expect(after < PacketGate.threshold)
    }

    @Test func bFramesAreComparedWithBFrames() {
        var stream = Stream(gop: 4, seed: 5, disposable: 3)
        var gate = PacketGate()
        gate.run(&stream, until: 30, learning: true)
        let still = gate.run(&stream, until: 60, learning: true)
        #expect(still < PacketGate.suspicion)
        stream.swell = 2.5
        let moving = gate.run(&stream, until: stream.seconds + 1, learning: false)
        #expect(moving > PacketGate.threshold)
    }

    @Test func aSlowChangeOfRateIsFollowed() {
        var stream = Stream(gop: 2, seed: 6)
        var gate = PacketGate()
        gate.run(&stream, until: 30, learning: true)
        var most = 0.0
        for minute in 1...20 {
            stream.swell = 1 + 0.1 * Double(minute)
            most = max(most, gate.run(&stream, until: stream.seconds + 60, learning: true))
        }
        #expect(most < PacketGate.threshold)
    }

    @Test func packetsAfterASilenceAreMotion() {
        var stream = Stream(gop: 4, seed: 7)
        var gate = PacketGate()
        gate.run(&stream, until: 30, learning: true)
        stream.seconds += 20
        let (first, second) = (gate.note(stream.next()), gate.note(stream.next()))
        #expect(first)
        #expect(!second)
    }

    @Test func whereAllPicturesStandAloneTheyAreCompared() {
        var stream = Stream(gop: 0.01, seed: 8)
        var gate = PacketGate()
        gate.run(&stream, until: 30, learning: true)
        stream.swell = 2
        let moving = gate.run(&stream, until: stream.seconds + 1, learning: false)
        #expect(moving > PacketGate.threshold)
    }
}

/// Packets as an encoder makes them of a noisy, still scene: they shrink after the keyframe to what noise takes.
struct Stream {
    var seconds: Double
    var swell = 1.0
    private let gop: Double
    private let disposable: Int
    private var sinceKeyframe = Double.infinity
    private var place = 0
    private var random: SplitMix64

    static let step = 1.0 / 15

    /// - Parameter disposable: B-frames between two others.
    init(gop: Double, seed: UInt64, disposable: Int = 0, from seconds: Double = 0) {
        self.seconds = seconds
        self.gop = gop
        self.disposable = disposable
        random = SplitMix64(seed: seed)
    }

    mutating func next() -> PacketNote {
        seconds += Self.step
        sinceKeyframe += Self.step
        if sinceKeyframe >= gop { (sinceKeyframe, place) = (0, 0) } else { place += 1 }
        let isDisposable = place % (disposable + 1) != 0
        let noise = 1 + 0.3 * Double.random(in: -1...1, using: &random)
        let usual = place == 0 ? 180_000 : 7_000 + 60_000 / Double(1 + place)
        let share = isDisposable ? 0.2 : 1
        return PacketNote(
            seconds: seconds, bytes: Int(usual * noise * share * swell),
            kind: place == 0 ? .keyframe : isDisposable ? .disposable : .reference)
    }
}

extension PacketGate {
    /// - Returns: the largest measure on the way.
    @discardableResult
    fileprivate mutating func run(_ stream: inout Stream, until end: Double, learning: Bool) -> Double {
        var most = 0.0
        while stream.seconds < end {
            _ = note(stream.next())
            most = max(most, measure)
            if learning { learn(before: stream.seconds) }
        }
        return most
    }
}
