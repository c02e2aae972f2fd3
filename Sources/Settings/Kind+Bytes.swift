/// An amount of storage.
package struct ByteCount: Hashable, Sendable {
    package var bytes: Int

    package init(_ bytes: Int) {
        self.bytes = bytes
    }

    package static func megabytes(_ count: Int) -> ByteCount { ByteCount(count * 1_000_000) }
}

extension Kind where Value == ByteCount {
    /// An amount with its unit, of a thousand each: `500 kB`, `100 MB`, `2 GB`.
    static func bytes(_ range: ClosedRange<Int>) -> Kind {
        let bounds = "\(ByteCount(range.lowerBound).quantity) to \(ByteCount(range.upperBound).quantity)"
        let allowed = "an amount with its unit (kB, MB, GB, TB), \(bounds)"
        return Kind(allowed: allowed) { node, _, reader in
            if let value = node.scalar.flatMap(ByteCount.init(quantity:)), range.contains(value.bytes) { return value }
            let number = node.scalar.flatMap(decimalNumber).flatMap { Int(exactly: $0) }
            let meant = number.flatMap { range.contains($0) ? ByteCount($0).quantity : nil }
            reader.refuse(node, allowed, meant.map { "write `\($0)`" })
            return nil
        } show: {
            $0.quantity
        }
    }
}

extension ByteCount {
    private static let units: [(name: String, bytes: Int)] = [
        ("TB", 1_000_000_000_000), ("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1_000),
    ]

    /// A number and a unit, with or without spaces between; rounded to bytes.
    fileprivate init?(quantity text: String) {
        let number = text.prefix { !$0.isLetter && $0 != " " }
        let name = text.dropFirst(number.count).drop { $0 == " " }
        guard let value = decimalNumber(String(number)), let unit = Self.units.first(where: { $0.name == name }),
            let bytes = Int(exactly: (value * Double(unit.bytes)).rounded())
        else { return nil }
        self.bytes = bytes
    }

    /// In the largest unit that needs no fraction.
    fileprivate var quantity: String {
        let unit = Self.units.first { bytes >= $0.bytes && bytes % $0.bytes == 0 }
        return unit.map { "\(bytes / $0.bytes) \($0.name)" } ?? "\(Double(bytes) / 1000) kB"
    }
}
