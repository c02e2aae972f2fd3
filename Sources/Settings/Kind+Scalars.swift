extension Kind where Value == Bool {
    static var flag: Kind {
        let allowed = "true or false"
        return Kind(allowed: allowed) { node, _, reader in
            if let text = node.plain, let value = Bool(text) { return value }
            let meant: Bool? =
                switch node.scalar?.lowercased() {
                case "yes", "on", "y", "true", "1": true
                case "no", "off", "n", "false", "0": false
                default: nil
                }
            reader.refuse(node, allowed, meant.map { "write `\($0)`" })
            return nil
        } show: {
            String($0)
        } reveal: {
            .flag($0)
        }
    }
}

extension Kind where Value == Int {
    static func whole(_ range: ClosedRange<Int>, _ unit: String = "") -> Kind {
        let allowed = "a whole number from \(range.lowerBound) to \(range.upperBound)\(unit.isEmpty ? "" : " " + unit)"
        return Kind(allowed: allowed) { node, _, reader in
            if let text = node.plain, let value = wholeNumber(text), range.contains(value) { return value }
            reader.refuse(node, allowed, unquoted(node))
            return nil
        } show: {
            String($0)
        } reveal: {
            .number(Double($0))
        }
    }
}

extension Kind where Value == Double {
    static func number(_ range: ClosedRange<Double>, _ unit: String = "") -> Kind {
        let bounds = "\(short(range.lowerBound)) to \(short(range.upperBound))"
        let allowed = "a number from \(bounds)\(unit.isEmpty ? "" : " " + unit)"
        return Kind(allowed: allowed) { node, _, reader in
            if let text = node.plain, let value = decimalNumber(text), range.contains(value) { return value }
            reader.refuse(node, allowed, unquoted(node))
            return nil
        } show: {
            short($0)
        } reveal: {
            .number($0)
        }
    }
}

extension Kind where Value: CaseIterable & RawRepresentable<String> & Sendable {
    static var choice: Kind {
        let names = Value.allCases.map(\.rawValue)
        let allowed = names.joined(separator: ", ")
        return Kind(allowed: allowed) { node, _, reader in
            if let text = node.scalar, let value = Value(rawValue: text) { return value }
            reader.refuse(node, allowed, node.scalar.flatMap { didYouMean($0, among: names) })
            return nil
        } show: {
            $0.rawValue
        }
    }
}

/// Digits alone, without the forms in which YAML's versions disagree (`010`, `0x1F`, `1_000`).
private func wholeNumber(_ text: String) -> Int? {
    let digits = text.drop { $0 == "-" }
    guard !digits.hasPrefix("0") || digits == "0", digits.allSatisfy({ ("0"..."9").contains($0) }) else { return nil }
    return Int(text)
}

/// A finite decimal number; `Double` alone would also take `nan`, `infinity` and hexadecimal.
func decimalNumber(_ text: String) -> Double? {
    guard text.utf8.count <= 32, text.allSatisfy({ "0123456789+-.eE".contains($0) }) else { return nil }
    return Double(text).flatMap { $0.isFinite ? $0 : nil }
}

/// Advice for a number in quotes or with a decimal comma.
private func unquoted(_ node: Node) -> String? {
    guard let text = node.scalar else { return nil }
    if node.plain == nil, decimalNumber(text) != nil { return "write \(quoted(text)) without quotes" }
    let pointed = String(text.map { $0 == "," ? "." : $0 })
    return pointed != text && decimalNumber(pointed) != nil ? "write `\(pointed)`" : nil
}

/// Without the `.0` of a whole number and without exponents for the sizes that settings have.
func short(_ number: Double) -> String {
    if let whole = Int(exactly: number) { return String(whole) }
    let plain = number.description
    guard let exponent = plain.firstIndex(of: "e") else { return plain }
    let digits = plain[..<exponent].filter(\.isNumber)
    let zeros = -(Int(plain[plain.index(after: exponent)...]) ?? 0) - 1
    return zeros >= 0 ? "0." + String(repeating: "0", count: zeros) + digits : plain
}
