import Ingest
import Testing

@Suite struct DecodeWatchTests {
    @Test func aStillSceneIsLeftUndecodedAndLookedAt() {
        var play = Play(gop: 2)
        play.run(until: 60)
        #expect(!play.watch.isAwake)
        #expect(play.wakes.isEmpty)
        #expect(play.looks.count >= 4)
        #expect(zip(play.looks, play.looks.dropFirst()).allSatisfy { $1 - $0 >= 10 && $1 - $0 < 13 })
    }

    @Test func largePacketsWakeFromTheKeyframeASecondBefore() throws {
        var play = Play(gop: 2)
        play.run(until: 41.5)
        play.moves = true
        play.run(until: 43)
        let wake = try #require(play.wakes.first)
        #expect(play.watch.isAwake)
        #expect(wake.at - 41.5 < 0.6)
        #expect(wake.from <= wake.at - DecodeWatch.lead)
        #expect(wake.at - wake.from < 3.1)
        #expect(play.keyframes.contains(wake.from))
        #expect(play.watch.triggers == 1)
    }

    @Test func itIsQuietAgainOnceNothingHasMovedForAWhile() {
        var play = Play(gop: 2)
        play.run(until: 41.5)
        play.moves = true
        play.run(until: 50)
        play.moves = false
        play.run(until: 50 + DecodeWatch.hold - 0.3)
        #expect(play.watch.isAwake)
        play.run(until: 50 + DecodeWatch.hold + 0.5)
        #expect(!play.watch.isAwake)
    }

    @Test func anObjectThatIsFollowedKeepsItAwake() {
        var play = Play(gop: 2)
        play.run(until: 41.5)
        play.moves = true
        play.run(until: 44)
        (play.moves, play.follows) = (false, true)
        play.run(until: 80)
        #expect(play.watch.isAwake)
        play.follows = false
        play.run(until: 86)
        #expect(!play.watch.isAwake)
    }

    @Test func whatALookFindsIsDecodedFromTheLookBefore() throws {
        var play = Play(gop: 2)
        play.betrays = false
        play.run(until: 42)
        let before = try #require(play.looks.last)
        play.moves = true
        play.run(until: before + 13)
        #expect(play.wakes.map(\.from) == [before])
        #expect(play.watch.lookFinds == 1)
        #expect(play.watch.triggers == 0)
    }

    @Test func aVerdictOnAPictureThatWasShownWakes() throws {
        var play = Play(gop: 2)
        play.run(until: 30)
        let head = try #require(play.watch.head)
        let order = play.watch.hear(FrameVerdict(seconds: head, isMoving: false, isFollowing: true))
        #expect(order == .wake(from: head))
    }

    @Test func aFullRingIsLookedAtSoThatItCanBeEmptied() {
        var play = Play(gop: 2)
        play.filled = 0.6
        play.run(until: 60)
        #expect(zip(play.looks, play.looks.dropFirst()).allSatisfy { $1 - $0 < 2.2 })
    }

    @Test func itWaitsForVerdictsBeforeItIsQuietButNotForEver() {
        var play = Play(gop: 2)
        play.run(until: 41.5)
        play.moves = true
        play.isMute = true
        play.run(until: 43)
        play.moves = false
        play.run(until: 49)
        #expect(play.watch.isAwake)
        play.run(until: 60)
        #expect(!play.watch.isAwake)
    }

    @Test func aLookThatGivesNoPictureWakes() {
        var watch = DecodeWatch(lookEvery: 10, at: 0)
        var stream = Stream(gop: 2, seed: 1)
        var order = DecodeOrder.decode
        while order != .look { order = watch.note(stream.next(), filled: 0, isCaughtUp: true) }
        for _ in 0..<20 { order = watch.note(stream.next(), filled: 0, isCaughtUp: true) }
        #expect(watch.isAwake)
        #expect(watch.wantedLook == nil)
    }
}

/// A camera and a pipeline, played: verdicts follow packets that are decoded.
private struct Play {
    var watch = DecodeWatch(lookEvery: 10, at: 0)
    var stream: Stream
    var moves = false
    var follows = false
    var filled = 0.0
    var isMute = false

    /// Whether packets grow with what moves.
    var betrays = true

    var looks: [Double] = []
    var keyframes: [Double] = []
    var wakes: [(from: Double, at: Double)] = []

    init(gop: Double) { stream = Stream(gop: gop, seed: 11) }

    mutating func run(until end: Double) {
        while stream.seconds < end {
            stream.swell = moves && betrays ? 3 : 1
            let packet = stream.next()
            if packet.isKeyframe { keyframes.append(packet.seconds) }
            follow(watch.note(packet, filled: filled, isCaughtUp: true), at: packet.seconds)
            if let look = watch.wantedLook {
                looks.append(look)
                follow(watch.looked(findsMotion: moves), at: look)
            }
            guard watch.isAwake, !isMute else { continue }
            let verdict = FrameVerdict(seconds: packet.seconds, isMoving: moves, isFollowing: follows)
            follow(watch.hear(verdict), at: packet.seconds)
        }
    }

    private mutating func follow(_ order: DecodeOrder, at seconds: Double) {
        if case .wake(let start) = order { wakes.append((start, seconds)) }
    }
}
