import Clocks
import FoundationEssentials
import Seeds
import TestSupport
import Testing

@Suite(
    "Time zones",
    .enabled(if: FileManager.default.fileExists(atPath: "/usr/share/zoneinfo/Europe/Berlin"), "tzdata is not here"))
struct ZoneInfoTests {
    static let places = [
        "UTC", "Europe/Berlin", "Europe/London", "America/New_York", "America/Sao_Paulo", "America/Santiago",
        "Australia/Lord_Howe", "Australia/Sydney", "Asia/Kolkata", "Asia/Kathmandu", "Asia/Tehran", "Africa/Casablanca",
        "Pacific/Apia", "Pacific/Auckland", "America/St_Johns", "Europe/Dublin",
    ]

    /// Python's `zoneinfo`, which reads the same tables, is the judge.
    @Test("Offsets are those of another reader, past and to come", arguments: places)
    func judged(place: String) throws {
        let zone = try ZoneInfo(named: place)
        var random = SplitMix64(seed: UInt64(place.utf8.count))
        // From 1930 to 2130, where only the rule for the years to come is left.
        let moments = (0..<400).map { _ in Int64.random(in: -1_262_304_000...5_049_129_600, using: &random) }
        let script = """
            import sys, datetime, zoneinfo
            zone = zoneinfo.ZoneInfo(sys.argv[1])
            epoch = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
            for text in sys.argv[2].split():
                moment = (epoch + datetime.timedelta(seconds=int(text))).astimezone(zone)
                print(int(moment.utcoffset().total_seconds()))
            """
        let process = try RunningProcess(
            "python3", ["-c", script, place, moments.map(String.init).joined(separator: " ")])
        try #require(process.exitStatus(within: 60) == 0, "\(process.standardError)")
        let judged = process.standardOutput.split(separator: "\n").compactMap { Int($0) }
        #expect(moments.map(zone.offset) == judged)
    }

    @Test("Clocks change at the second at which they do")
    func edges() throws {
        let berlin = try ZoneInfo(named: "Europe/Berlin")
        // 29 March and 25 October 2026, 01:00 UTC.
        #expect([1_774_745_999, 1_774_746_000].map(berlin.offset) == [3600, 7200])
        #expect([1_792_889_999, 1_792_890_000].map(berlin.offset) == [7200, 3600])
    }

    @Test(
        "What names no place is refused",
        arguments: ["", "/etc/passwd", "../../../etc/passwd", "Mars/Base", "Europe", "A B"])
    func noPlace(name: String) {
        #expect(throws: ZoneInfo.Malformed.self) { try ZoneInfo(named: name) }
    }

    @Test("A broken table is refused or read, and crashes nothing", arguments: 0..<50 as Range<UInt64>)
    func hostile(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: "/usr/share/zoneinfo/Europe/Berlin")))
        for _ in 0..<200 {
            for _ in 0..<4 {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            let cut = Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &random)))
            for broken in [bytes, cut] {
                guard let zone = try? ZoneInfo(name: "x", tzif: broken) else { continue }
                for moment in [0, 4_000_000_000, -4_000_000_000] as [Int64] { _ = zone.offset(at: moment) }
            }
        }
    }
}
