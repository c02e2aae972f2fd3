import Ingest
import Testing

@Suite struct DecodeSupervisorTests {
    @Test func afterAnOverloadItGoesOnQuietlyAndIsAuditedLater() {
        var supervisor = DecodeSupervisor(OnDemandOptions())
        #expect(supervisor.isDecodingAll)
        supervisor.resume(at: 100)
        #expect(!supervisor.isDecodingAll && supervisor.now == 100)
        // The keyframe that ended it is looked at, and nothing else is decoded.
        let orders = (0..<30).map { step in
            let order = supervisor.note(packet(step, from: 100), filled: 0, isCaughtUp: true)
            if order == .look { _ = supervisor.looked(findsMotion: false) }
            return order
        }
        #expect(orders == [.look] + Array(repeating: .keep, count: 29))
        // Something moves all the time, so that an audit may begin at any packet once it is due.
        #expect(audited(&supervisor, from: 103).map { $0 >= 160 && $0 < 165 } == true)
    }

    @Test func anAuditWaitsForItsTurn() {
        var supervisor = DecodeSupervisor(OnDemandOptions(), mayAudit: false)
        #expect(!supervisor.isDecodingAll && supervisor.wantsAudit)
        #expect(supervisor.note(packet(0, from: 0), filled: 0, isCaughtUp: true) == .look)
        #expect(audited(&supervisor, from: 1, to: 50) == nil)
        #expect(supervisor.wantsAudit)
        supervisor.mayAudit = true
        #expect(audited(&supervisor, from: 50) ?? 0 < 51)
        #expect(supervisor.wantsAudit)
    }

    /// When an audit begins, while something moves all the time.
    private func audited(_ supervisor: inout DecodeSupervisor, from start: Double, to end: Double = 300) -> Double? {
        for step in 0..<Int((end - start) * 10) {
            let packet = packet(step, from: start)
            _ = supervisor.note(packet, filled: 0, isCaughtUp: true)
            _ = supervisor.hear(FrameVerdict(seconds: packet.seconds, isMoving: true, isFollowing: true))
            if supervisor.isDecodingAll { return packet.seconds }
        }
        return nil
    }

    /// Ten a second, every twentieth a keyframe.
    private func packet(_ step: Int, from start: Double) -> PacketNote {
        PacketNote(
            seconds: start + Double(step) / 10, bytes: 20_000, kind: step.isMultiple(of: 20) ? .keyframe : .reference)
    }

    @Test func aStreamIsAuditedFirstAndDecodedOnDemandThen() {
        var play = Play(gop: 2)
        play.run(until: DecodeSupervisor.auditSpan - 1)
        #expect(play.supervisor.isDecodingAll)
        play.run(until: 100)
        #expect(!play.supervisor.isDecodingAll)
        #expect(play.changes == [])
        #expect(play.decodedShare(from: 40) < 0.05)
    }

    @Test func motionsThatPacketsBetrayAreSeenAndCounted() {
        var play = Play(gop: 2)
        play.motions = (0..<10).map { 60 + Double($0) * 90...66 + Double($0) * 90 }
        play.run(until: 3000)
        #expect(!play.supervisor.isDecodingAll)
        for motion in play.motions { #expect(play.isDecoded(motion.lowerBound + 0.5)) }
        #expect(play.decodedShare(from: 0) < 0.2)
    }

    @Test func missedMotionsLeadToEveryFrameOnceAndToAnotherTryLater() throws {
        var play = Play(gop: 2)
        play.betrays = false
        // Too short for looks to find more than some of them.
        play.motions = (0..<600).map { 10 + Double($0) * 7...11.5 + Double($0) * 7 }
        play.run(until: 500)
        let change = try #require(play.changes.first)
        #expect(play.changes.count == 1)
        #expect(!change.isOnDemand)
        #expect(change.reason == .recall)
        #expect(try #require(change.recall) < 0.98)
        #expect(change.retry == DecodeSupervisor.firstRetry)
        #expect(play.supervisor.isDecodingAll)
        #expect(play.supervisor.audit.missed > 0)

        // It still misses them when it is tried again, until there are none any more.
        play.run(until: 1000)
        #expect(play.changes.count == 1)
        play.motions = []
        play.run(until: 6000)
        #expect(play.changes.count == 2)
        #expect(play.changes.last?.isOnDemand == true)
        #expect(play.changes.last?.reason == .recovered)
    }

    @Test func withoutKeyframesEveryFrameIsDecoded() throws {
        var play = Play(gop: 100_000)
        play.run(until: DecodeSupervisor.longestAudit + 5)
        let change = try #require(play.changes.first)
        #expect(change.reason == .keyframes)
        #expect(!change.isOnDemand)
        #expect(play.decodedShare(from: 0) == 1)
        play.run(until: 10_000)
        #expect(play.changes.count == 1)
        #expect(play.decodedShare(from: 0) == 1)
    }

    @Test func aGOPOfAMinuteIsDecodedWhole() {
        var play = Play(gop: 60)
        play.run(until: 1000)
        #expect(play.changes.map(\.reason) == [.keyframes])
        #expect(play.decodedShare(from: 0) == 1)
    }

    @Test func keyframesThatComeMoreOftenAreTriedAgain() {
        var play = Play(gop: 60)
        play.run(until: 300)
        play.stream = Stream(gop: 2, seed: 2, from: play.stream.seconds)
        play.run(until: 4000)
        #expect(play.changes.map(\.isOnDemand) == [false, true])
    }

    @Test func aMotionThatOnlyALookFoundIsSeenFromItsBeginningAndCountsAsMissed() throws {
        var play = Play(gop: 2)
        play.betrays = false
        play.run(until: 100)
        let look = try #require(play.looks.last)
        play.motions = [(look + 3)...(look + 7)]
        play.run(until: look + 30)
        #expect(play.isDecoded(look + 3.5))
        let change = try #require(play.changes.first)
        #expect(change.reason == .recall)
        #expect(change.recall == 0)
        #expect(play.supervisor.audit.missed == 0)
    }

    @Test func looksComeLessOftenOncePacketsHaveProvenThemselves() {
        var play = Play(gop: 2)
        play.run(until: 100)
        let before = play.looks.filter { $0 > 30 }
        #expect(zip(before, before.dropFirst()).allSatisfy { $1 - $0 < 7 })
        play.motions = [120...125, 140...145, 160...165]
        play.run(until: 300)
        let after = play.looks.filter { $0 > 180 }
        #expect(zip(after, after.dropFirst()).allSatisfy { $1 - $0 >= 10 })
    }

    @Test func whereSomethingAlwaysMovesItSaysThatItDoesNotPayAndTriesAgainLater() throws {
        var play = Play(gop: 2)
        play.motions = [30...1000]
        play.run(until: 150)
        #expect(play.changes == [])
        play.run(until: 600)
        let change = try #require(play.changes.first)
        #expect(change.reason == .noGain)
        #expect(!change.isOnDemand)
        #expect(change.retry == DecodeSupervisor.firstRetry)
        #expect(play.decodedShare(from: 60) == 1)

        // Still busy when it is tried again: nothing is told twice. However often that is, it is tried again as soon.
        play.run(until: 1000)
        #expect(play.changes.count == 1)
        play.run(until: 2500)
        #expect(play.changes.map(\.reason) == [.noGain, .recovered])
        #expect(play.decodedShare(from: 2000) < 0.1)
    }

    @Test func whoeverPausesNowAndThenStaysOnDemand() {
        var play = Play(gop: 2)
        play.motions = (0..<40).map { 30 + Double($0) * 60...72 + Double($0) * 60 }
        play.run(until: 2400)
        #expect(play.changes == [])
        #expect(play.decodedShare(from: 100) < 0.95)
    }

    @Test func whatOutgrowsItsBoundsIsDecoded() {
        var play = Play(gop: 2)
        play.run(until: 60)
        #expect(!play.supervisor.isDecodingAll)
        if case .wake = play.supervisor.overflowed() {} else { Issue.record("it goes on sleeping") }
        let change = play.supervisor.takeChange()
        #expect(change?.reason == .keyframes)
        #expect(play.supervisor.isDecodingAll)
    }

    @Test func auditsComeSeldomButForEver() {
        var play = Play(gop: 2)
        play.run(until: DecodeSupervisor.firstPeriod)
        let first = play.supervisor.auditedSeconds
        #expect(first > 10)
        play.run(until: DecodeSupervisor.firstPeriod + 60)
        #expect(play.supervisor.auditedSeconds > first + 10)
        // 10 minutes, 20, 40, and then each hour: half a minute each.
        play.run(until: 24 * 3600)
        #expect(play.decodedShare(from: 0) < 0.012)
    }

    @Test func aNewConnectionIsAuditedAgainAndKeepsWhatIsUsual() {
        var play = Play(gop: 2)
        play.run(until: 100)
        play.supervisor.restart(forgetting: false)
        #expect(play.supervisor.isDecodingAll)
        play.run(until: 140)
        #expect(!play.supervisor.isDecodingAll)
    }
}

/// A camera, a decoder and a pipeline, played by the supervisor's orders.
private struct Play {
    var supervisor = DecodeSupervisor(OnDemandOptions(lookEvery: 10))
    var stream: Stream
    var motions: [ClosedRange<Double>] = []
    var betrays = true
    var changes: [DecodeChange] = []
    var looks: [Double] = []
    private var waiting: [Double] = []
    private var decoded: [Double] = []
    private var all: [Double] = []
    private var isDue = true

    init(gop: Double) { stream = Stream(gop: gop, seed: 12) }

    func decodedShare(from start: Double) -> Double {
        Double(decoded.count { $0 >= start }) / Double(max(all.count { $0 >= start }, 1))
    }

    func isDecoded(_ seconds: Double) -> Bool { decoded.contains { abs($0 - seconds) < Stream.step } }

    mutating func run(until end: Double) {
        while stream.seconds < end {
            stream.swell = betrays && isMoving(stream.seconds) ? 3 : 1
            let packet = stream.next()
            all.append(packet.seconds)
            let order = supervisor.note(packet, filled: 0, isCaughtUp: true)
            waiting.append(packet.seconds)
            follow(order)
            if let look = supervisor.wantedLook {
                looks.append(look)
                let order = supervisor.looked(findsMotion: isMoving(look))
                if !isMoving(look) { waiting.removeAll { $0 < look } }
                follow(order)
            }
            decode()
            if let change = supervisor.takeChange() { changes.append(change) }
        }
    }

    private func isMoving(_ seconds: Double) -> Bool { motions.contains { $0.contains(seconds) } }

    private mutating func follow(_ order: DecodeOrder) {
        switch order {
        case .decode: isDue = true
        case .keep, .look: isDue = false
        case .wake(let start):
            waiting.removeAll { $0 < start }
            isDue = true
        }
    }

    private mutating func decode() {
        guard isDue else { return }
        let due = waiting
        waiting = []
        decoded += due
        for seconds in due {
            follow(supervisor.hear(FrameVerdict(seconds: seconds, isMoving: isMoving(seconds))))
        }
    }
}
