/// A position in a text, both from 1; columns count Unicode scalars.
struct Place: Comparable, Hashable {
    var line: Int
    var column: Int

    static let start = Place(line: 1, column: 1)

    static func < (one: Place, other: Place) -> Bool { (one.line, one.column) < (other.line, other.column) }
}

/// A value of a YAML document that knows where it stands.
struct Node {
    enum Content {
        /// - plain: without quotes, so that it may stand for a number, a truth value or nothing.
        case scalar(String, plain: Bool)
        case sequence([Node])
        case mapping([Pair])
    }

    struct Pair {
        let key: Name
        let value: Node
    }

    /// A mapping's key.
    struct Name {
        let text: String
        let place: Place
        /// The way from the root to the mapping that has this key.
        let parent: String
    }

    let content: Content
    let place: Place
    /// How many columns the node takes on its first line, as far as that is known; at least 1.
    let width: Int
    /// The keys from the root to here, with dots between: `cameras.porch.detect.fps`; empty at the root.
    let path: String
    /// How many nodes this is with all that aliases stand for.
    let weight: Int
}

extension Node {
    var isNull: Bool {
        guard case .scalar(let text, plain: true) = content else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(text)
    }

    var scalar: String? {
        guard case .scalar(let text, _) = content, !isNull else { return nil }
        return text
    }

    /// A scalar without quotes: the only form in which a number or a truth value may stand.
    var plain: String? {
        guard case .scalar(_, plain: true) = content else { return nil }
        return scalar
    }

    /// What the node is, in words that follow "is", and its text where that is harmless and short.
    var described: String {
        switch content {
        case .scalar(let text, let plain):
            isNull ? "empty" : plain ? quoted(text) : "the text " + quoted(text)
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }

    /// The same for a value that might be a secret.
    var kind: String {
        guard case .scalar = content else { return described }
        return isNull ? "empty" : "text"
    }

    /// The path as a message shows it.
    var shownPath: String { path.isEmpty ? "the file" : quoted(path) }

    /// The value of a key, where this is a mapping that has it.
    func value(of key: String) -> Node? {
        guard case .mapping(let pairs) = content else { return nil }
        return pairs.first { $0.key.text == key }?.value
    }
}

/// Text of the file as a message quotes it: in backticks, cut when long, without credentials or terminal controls.
func quoted(_ text: String) -> String {
    let longest = 60
    let shown = printable(String(masked(text).unicodeScalars.prefix(longest)))
    return "`" + shown + (text.unicodeScalars.count > longest ? "…" : "") + "`"
}

/// Control characters and line breaks replaced, so that a hostile file cannot write to the reader's terminal.
func printable(_ text: some StringProtocol) -> String {
    var shown = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
        let steers =
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: scalar != "\t"
            default: false
            }
        shown.append(steers ? "\u{FFFD}" : scalar)
    }
    return String(shown)
}
