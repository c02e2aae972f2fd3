extension UUIDv7 {
    /// The 16 bytes in the order in which they are written; they sort as the identifiers do.
    package var bytes: [UInt8] {
        [high, low].flatMap { half in (0..<8).map { UInt8(truncatingIfNeeded: half >> (56 - 8 * $0)) } }
    }

    /// - Returns: nil unless they are 16 bytes, and those of a version 7.
    package init?(bytes: [UInt8]) {
        guard bytes.count == 16 else { return nil }
        func half(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
        self.init(high: half(bytes[..<8]), low: half(bytes[8...]))
    }

    /// Reads the text of 36 characters, in either case; nil for anything else.
    package init?(_ text: String) {
        let groups = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard groups.map(\.count) == [8, 4, 4, 4, 12] else { return nil }
        var digits: [UInt64] = []
        for character in groups.joined() {
            guard let digit = Character(Unicode.Scalar(character)).hexDigitValue else { return nil }
            digits.append(UInt64(digit))
        }
        func half(_ digits: ArraySlice<UInt64>) -> UInt64 { digits.reduce(0) { $0 << 4 | $1 } }
        self.init(high: half(digits[..<16]), low: half(digits[16...]))
    }

    private init?(high: UInt64, low: UInt64) {
        guard high >> 12 & 0xF == 7, low >> 62 == 2 else { return nil }
        self.init(milliseconds: high >> 16, counter: high & 0x0FFF, chance: low & 0x3FFF_FFFF_FFFF_FFFF)
    }
}
