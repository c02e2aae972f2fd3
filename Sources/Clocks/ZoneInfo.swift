/// Local time in one place: how far its clocks are from UTC, at any moment.
///
/// The tables are the system's (IANA's time zone database, compiled as RFC 8536 has it): Foundation would bring its own, and
/// 40 MB of ICU; the C library knows one place at a time for the whole process.
package struct ZoneInfo: Hashable, Sendable {
    package struct Malformed: Error {
        package let reason: String
    }

    /// As the database calls it: `Europe/Berlin`.
    package let name: String
    /// Seconds since 1970 from which on an offset holds, ascending.
    private let transitions: [Int64]
    /// Seconds east of Greenwich: before all transitions, and after each.
    private let offsets: [Int]
    /// What holds after the last transition; nil for no change.
    private let rule: DaylightRule?

    /// - Parameter bytes: a TZif file of any version.
    package init(name: String, tzif bytes: [UInt8]) throws(Malformed) {
        var reader = TZifReader(bytes)
        let old = try reader.header()
        let (block, footer): (TZifReader.Block, String)
        if old.version == 0 {
            (block, footer) = (try reader.block(old, wide: false), "")
        } else {
            try reader.skip(old)
            block = try reader.block(reader.header(), wide: true)
            footer = try reader.footer()
        }
        self.name = name
        (transitions, offsets) = (block.transitions, block.offsets)
        rule = footer.isEmpty ? nil : try DaylightRule(footer)
    }

    /// Seconds east of Greenwich, at a moment in seconds since 1970.
    package func offset(at seconds: Int64) -> Int {
        if let rule, seconds >= transitions.last ?? .min { return rule.offset(at: seconds) }
        var (low, high) = (0, transitions.count)
        while low < high {
            let middle = (low + high) / 2
            if transitions[middle] <= seconds { low = middle + 1 } else { high = middle }
        }
        return offsets[low]
    }
}

/// The fields of a TZif file (RFC 8536, section 3), in their order.
private struct TZifReader {
    struct Header {
        let version: UInt8
        let (utIndicators, standardIndicators, leaps, transitions, types, characters): (Int, Int, Int, Int, Int, Int)
    }

    struct Block {
        let transitions: [Int64]
        let offsets: [Int]
    }

    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) {
        rest = bytes[...]
    }

    mutating func header() throws(ZoneInfo.Malformed) -> Header {
        guard try take(4).elementsEqual("TZif".utf8) else { throw ZoneInfo.Malformed(reason: "it is no TZif file") }
        let version = try number(1)
        _ = try take(15)
        return Header(
            version: UInt8(truncatingIfNeeded: version), utIndicators: try count(),
            standardIndicators: try count(), leaps: try count(), transitions: try count(),
            types: try count(), characters: try count())
    }

    mutating func skip(_ header: Header) throws(ZoneInfo.Malformed) {
        _ = try block(header, wide: false)
    }

    /// - Parameter wide: whether times take 8 bytes.
    mutating func block(_ header: Header, wide: Bool) throws(ZoneInfo.Malformed) -> Block {
        let width = wide ? 8 : 4
        var times: [Int64] = []
        for _ in 0..<header.transitions { times.append(try number(width)) }
        let indices = Array(try take(header.transitions))
        var types: [Int] = []
        for _ in 0..<header.types {
            types.append(Int(try number(4)))
            _ = try take(2)
        }
        _ = try take(header.characters + header.leaps * (width + 4) + header.standardIndicators + header.utIndicators)
        guard let first = types.first, indices.allSatisfy({ $0 < types.count }), times == times.sorted() else {
            throw ZoneInfo.Malformed(reason: "its table of times is broken")
        }
        return Block(transitions: times, offsets: [first] + indices.map { types[Int($0)] })
    }

    mutating func footer() throws(ZoneInfo.Malformed) -> String {
        guard try number(1) == 0x0A, let end = rest.firstIndex(of: 0x0A) else {
            throw ZoneInfo.Malformed(reason: "it has no footer")
        }
        return String(decoding: rest[..<end], as: UTF8.self)
    }

    private mutating func take(_ count: Int) throws(ZoneInfo.Malformed) -> ArraySlice<UInt8> {
        guard count >= 0, count <= rest.count else { throw ZoneInfo.Malformed(reason: "it is cut off") }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    /// How many of something there are: no more than there are bytes, whatever the file says.
    private mutating func count() throws(ZoneInfo.Malformed) -> Int {
        let count = Int(try number(4))
        guard (0...rest.count).contains(count) else { throw ZoneInfo.Malformed(reason: "it is cut off") }
        return count
    }

    /// Big-endian, in two's complement.
    private mutating func number(_ width: Int) throws(ZoneInfo.Malformed) -> Int64 {
        let bytes = try take(width)
        let start: Int64 = bytes.first.map { $0 >= 0x80 && width > 1 ? -1 : 0 } ?? 0
        return bytes.reduce(start) { $0 << 8 | Int64($1) }
    }
}
