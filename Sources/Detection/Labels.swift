/// A model's label names.
package enum Labels {
    /// Reads a list as exporters write it into metadata or files: a Python or JSON dictionary or list
    /// (`{0: 'person', 1: 'bicycle'}`, `["person", "bicycle"]`), one name a line, or names with commas between.
    ///
    /// A dictionary's keys are the places: 0, 1, 2 and so on, in any order.
    /// - Returns: nil where the text is none of these, or empty.
    package static func parse(_ text: String) -> [String]? {
        let text = text.trimmed
        if text.first == "{" || text.first == "[" { return FlatLiteral.parse(text).flatMap(ordered) }
        let isByLine = text.contains(where: \.isNewline)
        let names = text.split { isByLine ? $0.isNewline : $0 == "," }.map(\.trimmed).filter { !$0.isEmpty }
        return names.isEmpty ? nil : names
    }

    private static func ordered(_ entries: [FlatLiteral.Entry]) -> [String]? {
        let places = entries.enumerated().map { index, entry in entry.key.map { Int($0) ?? -1 } ?? index }
        guard !entries.isEmpty, Set(places) == Set(0..<entries.count) else { return nil }
        var names = [String](repeating: "", count: entries.count)
        for (place, entry) in zip(places, entries) { names[place] = entry.value }
        return names
    }
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
