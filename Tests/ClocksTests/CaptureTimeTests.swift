import Clocks
import FoundationEssentials
import Testing

@Suite("Capture time")
struct CaptureTimeTests {
    /// Written by `date -u -d @SECONDS +%Y-%m-%dT%H:%M:%S` of GNU coreutils.
    static let known: [(seconds: Int64, text: String)] = [
        (0, "1970-01-01T00:00:00.000000Z"),
        (951_782_400, "2000-02-29T00:00:00.000000Z"),
        (1_795_464_845, "2026-11-23T20:14:05.000000Z"),
        (4_107_542_399, "2100-02-28T23:59:59.000000Z"),
        (4_107_542_400, "2100-03-01T00:00:00.000000Z"),
        (253_402_300_799, "9999-12-31T23:59:59.000000Z"),
        (-1, "1969-12-31T23:59:59.000000Z"),
        (-2_208_988_800, "1900-01-01T00:00:00.000000Z"),
        (-62_135_596_800, "0001-01-01T00:00:00.000000Z"),
    ]

    @Test("Text and moments agree both ways", arguments: known)
    func knownMoments(seconds: Int64, text: String) {
        let time = CaptureTime(microseconds: seconds * 1_000_000)
        #expect(time.rfc3339 == text)
        #expect(CaptureTime(rfc3339: text) == time)
    }

    @Test("Moments scattered over four centuries read as Foundation reads them")
    func agreesWithFoundation() throws {
        for step in Int64(0)..<2_000 {
            let time = CaptureTime(microseconds: (step &* 0x1E37_79B9_7F4A_7C15) % 6_000_000_000_000_000)
            #expect(CaptureTime(rfc3339: time.rfc3339) == time)
            let date = try Date(String(time.rfc3339.prefix(19) + "Z"), strategy: .iso8601)
            #expect(date.timeIntervalSince1970 == (Double(time.microseconds) / 1_000_000).rounded(.down))
        }
    }

    @Test(
        "Offsets, decimals and leap seconds of RFC 3339 are read",
        arguments: [
            ("1985-04-12T23:20:50.52Z", 482_196_050_520_000),
            ("1996-12-19T16:39:57-08:00", 851_042_397_000_000),
            ("1990-12-31T23:59:60Z", 662_688_000_000_000),
            ("1990-12-31T15:59:60-08:00", 662_688_000_000_000),
            ("1937-01-01T12:00:27.87+00:20", -1_041_337_172_130_000),
            ("2026-11-23t20:14:05.1234567890123456789012z", 1_795_464_845_123_456),
        ] as [(String, Int64)])
    func otherForms(text: String, microseconds: Int64) {
        #expect(CaptureTime(rfc3339: text)?.microseconds == microseconds)
    }

    @Test(
        "What is no time is refused",
        arguments: [
            "", "2026", "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-01-00T00:00:00Z",
            "2026-01-32T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z", "2026-01-01T00:00:61Z",
            "2026-01-01T00:00:00", "2026-01-01T00:00:00.Z", "2026-01-01 00:00:00Z", "2026-01-01T00:00:00Zx",
            "2026-01-01T00:00:00+24:00", "2026-01-01T00:00:00+1:00", "+026-01-01T00:00:00Z", "２026-01-01T00:00:00Z",
        ])
    func refused(text: String) {
        #expect(CaptureTime(rfc3339: text) == nil)
    }

    @Test("Beyond the years that RFC 3339 can write, the edge is written")
    func edges() {
        #expect(CaptureTime(microseconds: .max).rfc3339 == "9999-12-31T23:59:59.999999Z")
        #expect(CaptureTime(microseconds: .min).rfc3339 == "0000-01-01T00:00:00.000000Z")
    }

    @Test(
        "No step, however wild, ends the process",
        arguments: [
            (0.25, 250_000), (-1, -1_000_000), (.nan, 0), (.infinity, .max), (-.infinity, .min), (1e300, .max),
        ] as [(Double, Int64)])
    func steps(seconds: Double, microseconds: Int64) {
        #expect(CaptureTime(microseconds: 0).advanced(bySeconds: seconds).microseconds == microseconds)
        #expect(CaptureTime(microseconds: .max).advanced(bySeconds: 1).microseconds == .max)
    }

    @Test("In JSON a time is its text")
    func json() throws {
        let times = [CaptureTime(microseconds: 1_795_464_845_123_456)]
        let data = try JSONEncoder().encode(times)
        #expect(String(decoding: data, as: UTF8.self) == #"["2026-11-23T20:14:05.123456Z"]"#)
        #expect(try JSONDecoder().decode([CaptureTime].self, from: data) == times)
        let noTime = Data(#"["noon"]"#.utf8)
        #expect(throws: DecodingError.self) { try JSONDecoder().decode([CaptureTime].self, from: noTime) }
    }

    @Test("Now lies between two readings of Foundation's clock")
    func now() {
        let before = Date().timeIntervalSince1970
        let now = Double(CaptureTime.now().microseconds) / 1_000_000
        #expect(before - 0.001 <= now && now <= Date().timeIntervalSince1970 + 0.001)
    }
}
