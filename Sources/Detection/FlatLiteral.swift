/// A flat list or dictionary of strings and numbers as exporters write it into metadata, in Python's notation or JSON's:
/// `{0: 'person', 1: 'bicycle'}`, `["person", "bicycle"]`, `{"person": 0.35}`, `[8, 16, 32]`.
struct FlatLiteral {
    struct Entry: Equatable {
        let key: String?
        let value: String
    }

    private let characters: [Character]
    private var position = 0

    /// - Returns: nil for anything else.
    static func parse(_ text: String) -> [Entry]? {
        var literal = FlatLiteral(characters: Array(text.trimmed))
        return literal.entries()
    }

    private init(characters: [Character]) { self.characters = characters }

    private mutating func entries() -> [Entry]? {
        guard let opening = next, opening == "{" || opening == "[" else { return nil }
        let closing: Character = opening == "{" ? "}" : "]"
        position += 1
        var entries: [Entry] = []
        while true {
            skipSpace()
            if next == closing { return position == characters.count - 1 ? entries : nil }
            guard let entry = entry(hasKey: opening == "{") else { return nil }
            entries.append(entry)
            skipSpace()
            if next == "," { position += 1 } else if next != closing { return nil }
        }
    }

    private mutating func entry(hasKey: Bool) -> Entry? {
        guard hasKey else { return scalar().map { Entry(key: nil, value: $0) } }
        guard let key = scalar() else { return nil }
        skipSpace()
        guard next == ":" else { return nil }
        position += 1
        skipSpace()
        return scalar().map { Entry(key: key, value: $0) }
    }

    private mutating func scalar() -> String? {
        if let quote = next, quote == "'" || quote == "\"" { return quoted(quote) }
        let start = position
        while let character = next, character.isLetter || character.isNumber || "+-.".contains(character) {
            position += 1
        }
        return position > start ? String(characters[start..<position]) : nil
    }

    private mutating func quoted(_ quote: Character) -> String? {
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

    private mutating func skipSpace() {
        while let character = next, character.isWhitespace { position += 1 }
    }

    private var next: Character? { position < characters.count ? characters[position] : nil }
}
