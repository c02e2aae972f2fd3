import Clocks
import Daemon
import Foundation
import Rules
import Testing

@Suite(
    "Intervals of counts",
    .enabled(if: FileManager.default.fileExists(atPath: "/usr/share/zoneinfo/Europe/Berlin"), "tzdata is not here"))
struct CountKeeperTests {
    static func berlin() throws -> WallClock { WallClock(zone: try ZoneInfo(named: "Europe/Berlin")) }

    static func time(_ text: String) throws -> CaptureTime { try #require(CaptureTime(rfc3339: text)) }

    @Test(
        "Intervals end with the hour and the day by the clock on the wall, also when it is set",
        arguments: [
            ("2026-11-23T20:14:05Z", 3600, "2026-11-23T21:00:00Z"),
            ("2026-11-23T20:14:05Z", 900, "2026-11-23T20:15:00Z"),
            ("2026-11-23T20:14:05Z", 86_400, "2026-11-23T23:00:00Z"),
            ("2026-06-23T20:14:05Z", 86_400, "2026-06-23T22:00:00Z"),
            ("2026-11-23T20:14:05Z", 43_200, "2026-11-23T23:00:00Z"),
            // Spring: 23 hours; autumn: 25.
            ("2026-03-28T23:00:00Z", 86_400, "2026-03-29T22:00:00Z"),
            ("2026-10-24T22:00:00Z", 86_400, "2026-10-25T23:00:00Z"),
            ("2026-03-29T00:30:00Z", 3600, "2026-03-29T01:00:00Z"),
            ("2026-10-25T00:30:00Z", 3600, "2026-10-25T01:00:00Z"),
            ("2026-10-25T01:30:00Z", 3600, "2026-10-25T02:00:00Z"),
            // What does not divide the day is cut at midnight.
            ("2026-11-23T22:30:00Z", 25_200, "2026-11-23T23:00:00Z"),
            ("1969-12-31T22:59:59Z", 3600, "1969-12-31T23:00:00Z"),
        ])
    func ends(now: String, every: Int, end: String) throws {
        let seconds = Int(try Self.time(now).microseconds / 1_000_000)
        let expected = Int(try Self.time(end).microseconds / 1_000_000)
        #expect(try Self.berlin().intervalEnd(after: seconds, every: every) == expected)
    }

    @Test("Where the place is known, a time comes with the day's sunrise and sunset, by the clock on the wall")
    func sun() throws {
        let berlin = WallClock(
            zone: try ZoneInfo(named: "Europe/Berlin"), sun: Sun(latitude: 52.52, longitude: 13.405))
        let summer = try #require(berlin.time(at: Self.time("2026-06-21T12:00:00Z")).sun)
        #expect(abs(summer.rises - (4 * 60 + 43) * 60) < 120 && abs(summer.sets - (21 * 60 + 33) * 60) < 120)
        // Late in the evening it is still the same day's.
        #expect(berlin.time(at: try Self.time("2026-06-21T21:59:00Z")).sun == summer)
        // The clock is set that night: sunrise is by winter time already.
        let autumn = try #require(berlin.time(at: Self.time("2026-10-24T23:30:00Z")).sun)
        #expect(abs(autumn.rises - (6 * 60 + 49) * 60) < 180)
        #expect(try Self.berlin().time(at: Self.time("2026-06-21T12:00:00Z")).sun == nil)
    }

    @Test("Days and hours are those of the place")
    func localTime() throws {
        let clock = try Self.berlin()
        #expect(try clock.time(at: Self.time("2026-11-22T23:30:00Z")) == LocalTime(day: .monday, second: 1800))
        #expect(try clock.time(at: Self.time("2026-06-21T21:59:59Z")) == LocalTime(day: .sunday, second: 86_399))
        #expect(try clock.time(at: Self.time("1970-01-01T00:00:00Z")) == LocalTime(day: .thursday, second: 3600))
    }

    @Test("Reports follow each other without a gap, and a time without pictures has none")
    func reports() throws {
        var keeper = CountKeeper(zones: [], lines: [], every: 3600, clock: try Self.berlin())
        let start = try Self.time("2026-11-23T20:14:05Z")
        var reports: [CountKeeper.Report] = []
        // Two hours and a half, then a night without pictures, then ten minutes.
        for second in Array(0..<9000) + Array(45_000..<45_600) {
            let elapsed = second == 0 || second == 45_000 ? 0.0 : 1
            if let report = keeper.look(at: start.advanced(bySeconds: Double(second)), elapsed: elapsed) {
                reports.append(report)
            }
        }
        if let last = keeper.finish() { reports.append(last) }
        let times = reports.map { [$0.start, $0.end].map { String($0.rfc3339.dropFirst(11).prefix(8)) } }
        #expect(
            times == [
                ["20:14:05", "21:00:00"], ["21:00:00", "22:00:00"], ["22:00:00", "23:00:00"], ["08:44:05", "08:54:04"],
            ])
        #expect(reports.map(\.counts.observed) == [2754, 3600, 2645, 599])
        let more = keeper.finish()
        #expect(more == nil)
    }

    @Test("A clock that is set back ends the interval; nothing is counted twice")
    func setBack() throws {
        var keeper = CountKeeper(zones: [], lines: [], every: 3600, clock: try Self.berlin())
        let start = try Self.time("2026-11-23T20:14:05Z")
        let looks = [(0.0, 0.0), (60, 60), (-86_400, 1)].map { shift, elapsed in
            keeper.look(at: start.advanced(bySeconds: shift), elapsed: elapsed)
        }
        #expect(looks[0] == nil && looks[1] == nil)
        let report = try #require(looks[2])
        #expect(report.start == start && report.end == start.advanced(bySeconds: 60) && report.counts.observed == 60)
        let rest = keeper.finish()
        #expect(rest?.counts.observed == 1)
    }
}
