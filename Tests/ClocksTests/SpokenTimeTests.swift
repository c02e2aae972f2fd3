import Clocks
import Testing

@Suite("Moments as people write them")
struct SpokenTimeTests {
    /// 2026-11-28T15:30:20Z; local time is an hour ahead.
    private static let now = CaptureTime(rfc3339: "2026-11-28T15:30:20Z") ?? CaptureTime(microseconds: 0)

    private func read(_ text: String, now: CaptureTime = now, offset: (Int64) -> Int = { _ in 3_600 }) -> String? {
        CaptureTime(spoken: text, now: now, offset: offset).map { String($0.rfc3339.prefix(19)) }
    }

    @Test(
        "Each form is understood",
        arguments: [
            ("2026-11-23T20:14:05Z", "2026-11-23T20:14:05"), ("2026-11-23T20:14:05+02:00", "2026-11-23T18:14:05"),
            ("2026-11-23T20:14", "2026-11-23T19:14:00"), ("2026-11-23 20:14:05", "2026-11-23T19:14:05"),
            ("2026-11-23", "2026-11-22T23:00:00"), ("today", "2026-11-27T23:00:00"),
            ("Yesterday", "2026-11-26T23:00:00"), ("now", "2026-11-28T15:30:20"),
            ("14:05", "2026-11-28T13:05:00"), ("00:00:01", "2026-11-27T23:00:01"),
            ("90s", "2026-11-28T15:28:50"), ("2h", "2026-11-28T13:30:20"), ("2 h ago", "2026-11-28T13:30:20"),
            ("1d12h", "2026-11-27T03:30:20"), ("1w", "2026-11-21T15:30:20"), ("5min", "2026-11-28T15:25:20"),
        ])
    func forms(text: String, moment: String) {
        #expect(read(text) == moment)
    }

    @Test("An evening's date is the local one")
    func evening() {
        let late = CaptureTime(rfc3339: "2026-11-28T23:30:00Z") ?? Self.now
        #expect(read("today", now: late) == "2026-11-28T23:00:00")
        #expect(read("00:10", now: late) == "2026-11-28T23:10:00")
    }

    @Test("A day's beginning has that day's offset, not today's")
    func summer() {
        // 2026-10-25T01:00Z: Europe's clocks go from two hours ahead to one.
        let offset = { (seconds: Int64) in seconds < 1_792_890_000 ? 7_200 : 3_600 }
        #expect(read("2026-10-25", offset: offset) == "2026-10-24T22:00:00")
        #expect(read("2026-10-26", offset: offset) == "2026-10-25T23:00:00")
    }

    @Test(
        "Anything else is none",
        arguments: [
            "", " ", "h", "2", "2x", "2h3", "-2h", "9999999s", "tomorrow", "2026-11-31", "2026-1-1", "24:00", "1:05",
            "12:60", "2026-11-23T", "2026-11-23 20", "٢h", "2h ago ago",
        ])
    func nonsense(text: String) {
        #expect(read(text) == nil)
    }
}
