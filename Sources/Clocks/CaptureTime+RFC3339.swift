extension CaptureTime {
    /// The years that RFC 3339 can write: its edges, and what is beyond them is written as the edge.
    private static let writable: ClosedRange<Int64> = -62_167_219_200_000_000...253_402_300_799_999_999

    private static let microsecondsADay: Int64 = 86_400_000_000

    /// RFC 3339, UTC, microseconds: `2026-11-23T20:14:05.123456Z`, 27 bytes always, so that text sorts as time does.
    package var rfc3339: String {
        let written = min(max(microseconds, Self.writable.lowerBound), Self.writable.upperBound)
        let (days, timeOfDay) = written.flooredDivision(by: Self.microsecondsADay)
        let date = CivilDate(daysSinceEpoch: days)
        return String(unsafeUninitializedCapacity: 27) { buffer in
            var text = DigitWriter(buffer: buffer)
            text.write(date.year, digits: 4, then: "-")
            text.write(date.month, digits: 2, then: "-")
            text.write(date.day, digits: 2, then: "T")
            text.write(timeOfDay / 3_600_000_000, digits: 2, then: ":")
            text.write(timeOfDay / 60_000_000 % 60, digits: 2, then: ":")
            text.write(timeOfDay / 1_000_000 % 60, digits: 2, then: ".")
            text.write(timeOfDay % 1_000_000, digits: 6, then: "Z")
            return text.count
        }
    }

    /// Reads RFC 3339, section 5.6: any offset, any number of decimals (those past microseconds are cut off).
    ///
    /// A leap second (`:60`) is the first moment of the next minute, as POSIX time has no other.
    /// - Returns: nil for anything else.
    package init?(rfc3339 text: String) {
        var reader = DigitReader(text.utf8)
        guard let year = reader.number(digits: 4), reader.skip("-"),
            let month = reader.number(digits: 2), reader.skip("-"),
            let day = reader.number(digits: 2), reader.skip("T") || reader.skip("t"),
            let date = CivilDate(year: year, month: month, day: day),
            let time = reader.timeOfDay(), let offset = reader.offset(), reader.isAtEnd
        else { return nil }
        self.init(microseconds: date.daysSinceEpoch * Self.microsecondsADay + time - offset)
    }
}

/// Fixed-width decimal fields with a mark after each.
private struct DigitWriter {
    let buffer: UnsafeMutableBufferPointer<UInt8>
    private(set) var count = 0

    init(buffer: UnsafeMutableBufferPointer<UInt8>) {
        self.buffer = buffer
    }

    mutating func write(_ number: Int64, digits: Int, then mark: Unicode.Scalar) {
        var rest = number
        for place in (count..<count + digits).reversed() {
            buffer[place] = UInt8(ascii: "0") + UInt8(rest % 10)
            rest /= 10
        }
        buffer[count + digits] = UInt8(ascii: mark)
        count += digits + 1
    }
}

/// Reads the fields of a timestamp from left to right.
private struct DigitReader {
    private var rest: Substring.UTF8View

    init(_ bytes: String.UTF8View) {
        rest = bytes[...]
    }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func skip(_ mark: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: mark) else { return false }
        rest = rest.dropFirst()
        return true
    }

    mutating func digit() -> Int64? {
        guard let byte = rest.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
        rest = rest.dropFirst()
        return Int64(byte - UInt8(ascii: "0"))
    }

    mutating func number(digits: Int) -> Int64? {
        var value: Int64 = 0
        for _ in 0..<digits {
            guard let digit = digit() else { return nil }
            value = value * 10 + digit
        }
        return value
    }

    /// `hh:mm:ss` with or without decimals, in microseconds.
    mutating func timeOfDay() -> Int64? {
        guard let hours = number(digits: 2), skip(":"), let minutes = number(digits: 2), skip(":"),
            let seconds = number(digits: 2), hours <= 23, minutes <= 59, seconds <= 60
        else { return nil }
        guard let decimals = skip(".") ? decimals() : 0 else { return nil }
        return ((hours * 60 + minutes) * 60 + seconds) * 1_000_000 + decimals
    }

    private mutating func decimals() -> Int64? {
        guard var value = digit().map({ $0 * 100_000 }) else { return nil }
        var weight: Int64 = 10_000
        while let digit = digit() {
            value += digit * weight
            weight /= 10
        }
        return value
    }

    /// `Z` or `±hh:mm`, in microseconds east of Greenwich.
    mutating func offset() -> Int64? {
        if skip("Z") || skip("z") { return 0 }
        guard let sign: Int64 = skip("+") ? 1 : skip("-") ? -1 : nil,
            let hours = number(digits: 2), skip(":"), let minutes = number(digits: 2), hours <= 23, minutes <= 59
        else { return nil }
        return sign * (hours * 60 + minutes) * 60_000_000
    }
}

extension Int64 {
    /// Quotient and remainder, the remainder never negative, so that days before 1970 have their hours too.
    fileprivate func flooredDivision(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
