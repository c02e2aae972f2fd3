import Ingest
import Seeds
import Testing

@Suite struct FrameClockTests {
    private static let ticks = 1.0 / 90_000

    private func times(_ stamps: [Int64?], wrapBits: Int = 64, elapsed: Double? = nil) -> [Double] {
        var clock = FrameClock(timeBase: Self.ticks, wrapBits: wrapBits, nominalInterval: 0.1)
        return stamps.map { clock.seconds(at: $0, elapsed: elapsed) }
    }

    @Test func soundTimestampsAreKeptAndCountFromTheFirstFrame() {
        #expect(times([900_000, 909_000, 945_000]) == [0, 0.1, 0.5])
    }

    @Test func aLongPauseIsBelieved() {
        #expect(times([0, 30 * 90_000]) == [0, 30])
    }

    @Test func missingTimestampsAreOneStepApart() {
        #expect(times([nil, nil, nil]) == [0, 0.1, 0.2])
    }

    @Test func arrivalTellsTheStepOfALiveStreamWithoutTimestamps() {
        #expect(times([nil, nil, nil], elapsed: 0.25) == [0, 0.25, 0.5])
    }

    @Test func aMissingTimestampDoesNotShiftThoseAfterIt() {
        #expect(times([0, nil, 18_000]) == [0, 0.1, 0.2])
    }

    @Test func aRepeatedTimestampMovesOnALittleAndTimeCatchesUp() {
        let seconds = times([0, 9000, 9000, 9000, 18_000])
        #expect(seconds[2] > seconds[1] && seconds[3] > seconds[2])
        #expect(seconds[3] < 0.11)
        #expect(seconds[4] == 0.2)
    }

    @Test func aSmallStepBackwardsIsJitter() {
        let seconds = times([0, 18_000, 9000, 27_000])
        #expect(seconds[2] > seconds[1])
        #expect(seconds[3] == 0.3)
    }

    @Test func aJumpBackwardsGoesOnFromWhereTimeWas() {
        #expect(times([9_000_000, 9_009_000, 0, 9000]).isClose(to: [0, 0.1, 0.2, 0.3]))
    }

    @Test func aJumpFarAheadGoesOnFromWhereTimeWas() {
        #expect(times([0, 9000, 9_000_000_000, 9_000_009_000]).isClose(to: [0, 0.1, 0.2, 0.3]))
    }

    @Test(arguments: [32, 33])
    func timestampsThatWrapAroundGoOn(bits: Int) {
        let end = Int64(1) << bits
        let stamps = [end - 18_000, end - 9000, 0, 9000]
        #expect(times(stamps, wrapBits: bits).isClose(to: [0, 0.1, 0.2, 0.3]))
    }

    @Test func aStreamMayWrapAgainAndAgain() {
        var clock = FrameClock(timeBase: 1.0 / 1000, wrapBits: 16, nominalInterval: 0.1)
        for index in 0..<5000 as Range<Int64> {
            #expect(abs(clock.seconds(at: index * 100 % 65_536) - Double(index) / 10) < 1e-6)
        }
        #expect(clock.repairs == 0)
    }

    @Test(arguments: [0, -1, .nan, .infinity])
    func aSenselessTimeBaseDoesNoHarm(timeBase: Double) {
        var clock = FrameClock(timeBase: timeBase)
        #expect(clock.seconds(at: 0) == 0)
        #expect(clock.seconds(at: 9000) == 0.1)
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func timeAlwaysIncreasesWhateverTheStreamSays(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var clock = FrameClock(timeBase: 1.0 / 90_000, wrapBits: [32, 33, 64][Int(seed % 3)])
        var last = -1.0
        for _ in 0..<500 {
            let stamp: Int64? =
                switch Int.random(in: 0..<6, using: &random) {
                case 0: nil
                case 1: Int64.random(in: .min ... .max, using: &random)
                case 2: [.min, .max, .min + 1, 0, -1].randomElement(using: &random)
                default: Int64.random(in: 0..<1_000_000, using: &random)
                }
            let elapsed = Bool.random(using: &random) ? Double.random(in: -1...5, using: &random) : nil
            let seconds = clock.seconds(at: stamp, elapsed: elapsed)
            #expect(seconds > last && seconds.isFinite)
            #expect(seconds - last <= FrameClock.longestGap + 1)
            last = seconds
        }
    }
}

extension [Double] {
    fileprivate func isClose(to other: [Double]) -> Bool {
        count == other.count && zip(self, other).allSatisfy { abs($0 - $1) < 1e-9 }
    }
}
