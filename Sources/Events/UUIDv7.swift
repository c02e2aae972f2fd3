/// A universally unique identifier, version 7 (RFC 9562, section 5.7): milliseconds since 1970, then chance.
///
/// Its text sorts by time, and ids that one ``Generator`` gave sort in the order they were given.
package struct UUIDv7: Hashable, Comparable, Sendable {
    let high: UInt64
    let low: UInt64

    /// - Parameters:
    ///   - milliseconds: since 1970, kept to 48 bits.
    ///   - counter: `rand_a`, kept to 12 bits.
    ///   - chance: `rand_b`, kept to 62 bits.
    package init(milliseconds: UInt64, counter: UInt64, chance: UInt64) {
        high = milliseconds << 16 | 0x7000 | counter & 0x0FFF
        low = 0x8000_0000_0000_0000 | chance & 0x3FFF_FFFF_FFFF_FFFF
    }

    package static func < (left: UUIDv7, right: UUIDv7) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }
}

extension UUIDv7: CustomStringConvertible {
    /// 36 characters in lower case: `019ab2c4-5d10-7a3b-9c4d-0123456789ab`.
    package var description: String {
        let digits = [UInt8]("0123456789abcdef".utf8)
        return String(unsafeUninitializedCapacity: 36) { text in
            var place = 0
            for nibble in 0..<32 {
                if [8, 12, 16, 20].contains(nibble) {
                    text[place] = UInt8(ascii: "-")
                    place += 1
                }
                let half = nibble < 16 ? high : low
                text[place] = digits[Int(half >> (60 - 4 * (nibble % 16)) & 0xF)]
                place += 1
            }
            return place
        }
    }
}
