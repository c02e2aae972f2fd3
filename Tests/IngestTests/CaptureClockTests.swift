import Clocks
import Ingest
import Testing

@Suite struct CaptureClockTests {
    private static let noon = CaptureTime(microseconds: 1_760_000_000_000_000)

    private func at(_ seconds: Double) -> CaptureTime { Self.noon.advanced(bySeconds: seconds) }

    @Test func aRecordingTellsTheSameTimesWheneverItIsPlayed() {
        var clock = CaptureClock(.recording(start: Self.noon))
        #expect(clock.captured(at: 0, arrived: at(9000), camera: at(4)) == Self.noon)
        #expect(clock.captured(at: 1.5, arrived: at(9000), camera: nil) == at(1.5))
    }

    @Test func theCamerasClockIsTakenWhereItAgreesWithOurs() {
        var clock = CaptureClock(.live)
        #expect(clock.captured(at: 0, arrived: at(0.3), camera: at(0)) == at(0))
        #expect(clock.captured(at: 0.1, arrived: at(0.9), camera: at(0.1)) == at(0.1))
        #expect(clock.refusedOffset == nil)
    }

    @Test(arguments: [-1_700_000_000, -61, 61, 1e9] as [Double])
    func aCameraClockThatIsFarOffIsRefused(offset: Double) throws {
        var clock = CaptureClock(.live)
        #expect(clock.captured(at: 0, arrived: at(0), camera: at(offset)) == at(0))
        #expect(abs(try #require(clock.refusedOffset) - offset) < 1e-3)
    }

    @Test(arguments: [Int64.min, .max]) func aCameraMayClaimAnyMoment(microseconds: Int64) {
        var clock = CaptureClock(.live)
        let claim = CaptureTime(microseconds: microseconds)
        #expect(clock.captured(at: 0, arrived: at(0), camera: claim) == at(0))
    }

    @Test func jitterOfArrivalDoesNotReachTheTimes() {
        var clock = CaptureClock(.live)
        _ = clock.captured(at: 0, arrived: at(0), camera: nil)
        for index in 1...100 {
            let seconds = Double(index) / 10
            let jitter = index.isMultiple(of: 2) ? 0.2 : 0
            let time = clock.captured(at: seconds, arrived: at(seconds + jitter), camera: nil)
            #expect(abs(time.seconds(after: at(seconds))) < 0.001)
        }
    }

    @Test func aFrameWasNotTakenAfterItArrived() {
        var clock = CaptureClock(.live)
        // The first frame came late; all that follow show that it was so.
        _ = clock.captured(at: 0, arrived: at(0.5), camera: nil)
        #expect(clock.captured(at: 1, arrived: at(1), camera: nil) == at(1))
    }

    @Test func aDriftingCameraIsFollowed() {
        var clock = CaptureClock(.live)
        var last = Self.noon
        for second in 0...36_000 {
            // 100 ppm slow: after ten hours its time is 3.6 s behind.
            let arrived = at(Double(second) * 1.0001)
            last = clock.captured(at: Double(second), arrived: arrived, camera: nil)
        }
        #expect(abs(last.seconds(after: at(36_003.6))) < 0.01)
    }

    @Test(arguments: [3600, -3600] as [Double]) func whenOurClockIsSetTheTimesFollowAtOnce(jump: Double) {
        var clock = CaptureClock(.live)
        _ = clock.captured(at: 0, arrived: at(0), camera: nil)
        #expect(clock.captured(at: 1, arrived: at(1 + jump), camera: nil) == at(1 + jump))
    }

    @Test func aCameraClockThatIsBehindIsFollowedAtOnce() {
        var clock = CaptureClock(.live)
        _ = clock.captured(at: 0, arrived: at(0), camera: nil)
        #expect(clock.captured(at: 0.1, arrived: at(0.1), camera: at(-30)) == at(-30))
        #expect(clock.captured(at: 0.2, arrived: at(0.2), camera: nil) == at(-29.9))
    }

    @Test func timesIncreaseWhenTheCamerasClockComesIn() {
        var clock = CaptureClock(.live)
        let before = clock.captured(at: 0, arrived: at(0), camera: nil)
        #expect(clock.captured(at: 0.1, arrived: at(0.1), camera: at(-0.2)) > before)
    }
}

extension CaptureTime {
    fileprivate func seconds(after other: CaptureTime) -> Double {
        Double(microseconds - other.microseconds) / 1_000_000
    }
}
