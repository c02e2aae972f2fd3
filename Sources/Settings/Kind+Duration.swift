extension Kind where Value == Duration {
    /// A length of time with its unit: `500 ms`, `10 s`, `2 min`, `1 h`.
    static func duration(_ range: ClosedRange<Duration>) -> Kind {
        let bounds = "\(range.lowerBound.quantity) to \(range.upperBound.quantity)"
        let allowed = "a time with its unit (ms, s, min, h), \(bounds)"
        return Kind(allowed: allowed) { node, _, reader in
            if let text = node.scalar, let value = Duration(quantity: text), range.contains(value) { return value }
            let seconds = node.scalar.flatMap(decimalNumber).flatMap { Duration(quantity: "\(short($0)) s") }
            let meant = seconds.flatMap { range.contains($0) ? $0.quantity : nil }
            reader.refuse(node, allowed, meant.map { "write `\($0)`" })
            return nil
        } show: {
            $0.quantity
        }
    }
}

extension Duration {
    private static let units: [(name: String, milliseconds: Int64)] = [
        ("h", 3_600_000), ("min", 60_000), ("s", 1000), ("ms", 1),
    ]

    /// A number and a unit, with or without spaces between; rounded to milliseconds.
    fileprivate init?(quantity text: String) {
        let number = text.prefix { !$0.isLetter && $0 != " " }
        let name = text.dropFirst(number.count).drop { $0 == " " }
        guard let value = decimalNumber(String(number)), let unit = Self.units.first(where: { $0.name == name }),
            let milliseconds = Int64(exactly: (value * Double(unit.milliseconds)).rounded())
        else { return nil }
        self = .milliseconds(milliseconds)
    }

    /// In the largest unit that needs no fraction.
    fileprivate var quantity: String {
        let (seconds, attoseconds) = components
        let milliseconds = seconds * 1000 + attoseconds / 1_000_000_000_000_000
        let unit = Self.units.first { milliseconds >= $0.milliseconds && milliseconds % $0.milliseconds == 0 }
        return unit.map { "\(milliseconds / $0.milliseconds) \($0.name)" } ?? "0 s"
    }
}
