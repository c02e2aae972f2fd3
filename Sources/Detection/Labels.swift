/// A model's label names.
package enum Labels {
    /// Reads a list as exporters write it into metadata or files: a Python or JSON dictionary or list
    /// (`{0: 'person', 1: 'bicycle'}`, `["person", "bicycle"]`), one name a line, or names with commas between.
    ///
    /// A dictionary's whole numbers are the places; they must be 0, 1, 2 and so on in any order.
    /// - Returns: nil where the text is none of these, or empty.
    package static func parse(_ text: String) -> [String]? {
        let text = text.trimmed
        guard let first = text.first else { return nil }
        if first == "{" || first == "[" { return parseLiteral(text) }
        let isByLine = text.contains(where: \.isNewline)
        let names = text.split { isByLine ? $0.isNewline : $0 == "," }.map(\.trimmed).filter { !$0.isEmpty }
        return names.isEmpty ? nil : names
    }

    private static func parseLiteral(_ text: String) -> [String]? {
        var scanner = LiteralScanner(text)
        guard let entries = scanner.entries(), !entries.isEmpty else { return nil }
        let places = entries.enumerated().map { $1.place ?? $0 }
        guard Set(places) == Set(0..<entries.count) else { return nil }
        var names = [String](repeating: "", count: entries.count)
        for (place, entry) in zip(places, entries) { names[place] = entry.name }
        return names
    }
}

/// Reads one flat dictionary or list of strings, in Python's notation or JSON's.
private struct LiteralScanner {
    private let characters: [Character]
    private var position = 0

    init(_ text: String) { characters = Array(text) }

    mutating func entries() -> [(place: Int?, name: String)]? {
        let isDictionary = characters.first == "{"
        let closing: Character = isDictionary ? "}" : "]"
        position = 1
        var entries: [(place: Int?, name: String)] = []
        while true {
            skipSpace()
            if next == closing { return rest.allSatisfy(\.isWhitespace) ? entries : nil }
            guard let entry = entry(withPlace: isDictionary) else { return nil }
            entries.append(entry)
            skipSpace()
            if next == "," { position += 1 } else if next != closing { return nil }
        }
    }

    private mutating func entry(withPlace: Bool) -> (place: Int?, name: String)? {
        guard withPlace else { return string().map { (nil, $0) } }
        guard let place = Int(string() ?? word()) else { return nil }
        skipSpace()
        guard next == ":" else { return nil }
        position += 1
        skipSpace()
        return string().map { (place, $0) }
    }

    private mutating func string() -> String? {
        guard let quote = next, quote == "'" || quote == "\"" else { return nil }
        var text = ""
        position += 1
        while let character = next, character != quote {
            if character == "\\" { position += 1 }
            guard let literal = next else { return nil }
            text.append(literal)
            position += 1
        }
        guard next == quote else { return nil }
        position += 1
        return text
    }

    private mutating func word() -> String {
        let start = position
        while let character = next, character.isNumber { position += 1 }
        return String(characters[start..<position])
    }

    private mutating func skipSpace() {
        while let character = next, character.isWhitespace { position += 1 }
    }

    private var next: Character? { position < characters.count ? characters[position] : nil }
    private var rest: ArraySlice<Character> { characters[min(position + 1, characters.count)...] }
}

extension StringProtocol {
    /// Without white space at both ends.
    var trimmed: String {
        var rest = self[...]
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }
}
