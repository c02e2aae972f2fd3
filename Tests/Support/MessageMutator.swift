package import Seeds

/// Changes a message of a protocol of lines as someone would who knows it and means harm: numbers become extreme, lines and
/// words go missing, come twice or elsewhere, ends of lines are wrong, bytes are damaged. The same for the same seed.
package struct MessageMutator {
    private var random: SplitMix64

    package init(seed: UInt64) { random = SplitMix64(seed: seed) }

    /// True one time in `bound`.
    package mutating func chance(_ bound: Int) -> Bool { pick(bound) == 0 }

    /// - Parameter most: how many changes at most; at least one is made.
    package mutating func mutated(_ message: [UInt8], most: Int = 4) -> [UInt8] {
        var bytes = message
        for _ in 0...pick(most) { change(&bytes) }
        return bytes
    }

    private mutating func change(_ bytes: inout [UInt8]) {
        guard !bytes.isEmpty else { return bytes = [UInt8(pick(256))] }
        switch pick(9) {
        case 0: bytes[pick(bytes.count)] ^= 1 << UInt8(pick(8))
        case 1: bytes.insert(contentsOf: Self.pieces[pick(Self.pieces.count)].utf8, at: pick(bytes.count + 1))
        case 2: bytes.removeLast(pick(bytes.count))
        case 3: moveLine(in: &bytes)
        case 4: bytes.removeSubrange(line(of: bytes))
        case 5: repeatPart(of: &bytes)
        case 6: bytes.removeSubrange(part(of: bytes))
        default: changeNumber(in: &bytes)
        }
    }

    private static let pieces = [
        "\r\n", "\n", "\r", "\r\n\r\n", "\0", ":", ";", ",", "=", "/", "-", " ", "\t", "%", "%s%n", "\u{FEFF}", "é",
        "$", "\"",
        "Content-Length: 0\r\n", "Content-Length: -1\r\n", "Transfer-Encoding: chunked\r\n", "a=control:*\r\n",
        "m=video 0 RTP/AVP 96\r\n", String(repeating: "A", count: 300), String(repeating: "A", count: 9_000),
    ]

    private static let numbers = [
        "0", "-1", "1", "255", "256", "65535", "65536", "2147483647", "2147483648", "4294967295", "4294967296",
        "9223372036854775807", "9223372036854775808", "18446744073709551616", "99999999999999999999999999", "0x7f",
        "1e9",
        "nan", "",
    ]

    private mutating func changeNumber(in bytes: inout [UInt8]) {
        let isDigit = { (byte: UInt8) in (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
        let starts = bytes.indices.filter { isDigit(bytes[$0]) && ($0 == 0 || !isDigit(bytes[$0 - 1])) }
        guard !starts.isEmpty else { return }
        let start = starts[pick(starts.count)]
        let end = bytes[start...].firstIndex { !isDigit($0) } ?? bytes.count
        bytes.replaceSubrange(start..<end, with: Self.numbers[pick(Self.numbers.count)].utf8)
    }

    private mutating func moveLine(in bytes: inout [UInt8]) {
        let range = line(of: bytes)
        let line = Array(bytes[range])
        if chance(2) { bytes.removeSubrange(range) }
        bytes.insert(contentsOf: line, at: pick(bytes.count + 1))
    }

    private mutating func repeatPart(of bytes: inout [UInt8]) {
        let part = Array(bytes[part(of: bytes)])
        let times = chance(8) ? 200 : 1
        let place = pick(bytes.count + 1)
        for _ in 0..<times { bytes.insert(contentsOf: part, at: place) }
    }

    /// A line with its end.
    private mutating func line(of bytes: [UInt8]) -> Range<Int> {
        let place = pick(bytes.count), newline = UInt8(ascii: "\n")
        let start = bytes[..<place].lastIndex(of: newline).map { $0 + 1 } ?? 0
        return start..<(bytes[place...].firstIndex(of: newline).map { $0 + 1 } ?? bytes.count)
    }

    private mutating func part(of bytes: [UInt8]) -> Range<Int> {
        let start = pick(bytes.count)
        return start..<min(bytes.count, start + 1 + pick(24))
    }

    private mutating func pick(_ bound: Int) -> Int { Int.random(in: 0..<max(bound, 1), using: &random) }
}
