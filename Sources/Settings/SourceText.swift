/// A configuration file's text, by line, as diagnostics show it.
struct SourceText {
    let file: String
    private let lines: [Substring.UnicodeScalarView]
    private let lengths: [Int]

    /// More than anyone reads; the rest goes without its line.
    private static let mostShown = 100

    /// A longer line is no line that a person wrote, and costs time for each finding in it.
    private static let longestShown = 4096

    init(_ text: String, file: String) {
        self.file = file
        lines = Self.lines(of: text)
        lengths = lines.map(\.count)
    }

    /// Every finding once, sorted by place.
    func diagnostics(_ findings: [Finding], _ severity: Diagnostic.Severity) -> [Diagnostic] {
        Set(findings.filter { $0.severity == severity })
            .sorted { ($0.place, $0.message) < ($1.place, $1.message) }
            .enumerated()
            .map { diagnostic($1, isShown: $0 < Self.mostShown) }
    }

    private func diagnostic(_ finding: Finding, isShown: Bool) -> Diagnostic {
        let place = nearest(finding.place)
        return Diagnostic(
            severity: finding.severity, file: file, line: place.line, column: place.column, message: finding.message,
            suggestion: finding.suggestion, excerpt: isShown ? excerpt(at: place, width: finding.width) : nil)
    }

    /// The place itself, or the end of the text or of the line for one that lies beyond, as libyaml's for a sudden end.
    private func nearest(_ place: Place) -> Place {
        let line = min(place.line, lines.count)
        let end = lengths[line - 1] + 1
        return Place(line: line, column: line < place.line ? end : min(place.column, end))
    }

    /// A window of the line around the place, so that a line of a million characters stays readable.
    private func excerpt(at place: Place, width: Int) -> Diagnostic.Excerpt? {
        guard (1...Self.longestShown).contains(lengths[place.line - 1]) else { return nil }
        let line = Array(printable(masked(String(lines[place.line - 1]))).unicodeScalars)
        let (before, after) = (60, 60)
        let start = max(0, min(place.column - 1, line.count) - before)
        let end = min(line.count, place.column - 1 + after)
        let shown = line[start..<max(start, end)]
        let indent = shown.prefix(place.column - 1 - start).map { $0 == "\t" ? "\t" : " " }.joined()
        let carets = max(1, min(width, end - (place.column - 1)))
        return Diagnostic.Excerpt(
            source: String(String.UnicodeScalarView(shown)),
            carets: indent + "^" + String(repeating: "~", count: carets - 1))
    }

    /// Splits where libyaml starts a new line, so that both count alike.
    private static func lines(of text: String) -> [Substring.UnicodeScalarView] {
        let scalars = text.unicodeScalars
        var lines: [Substring.UnicodeScalarView] = []
        var start = scalars.startIndex
        var index = start
        while index < scalars.endIndex {
            let next = scalars.index(after: index)
            if isBreak(scalars[index]) {
                lines.append(Substring(text).unicodeScalars[start..<index])
                let pair = scalars[index] == "\r" && next < scalars.endIndex && scalars[next] == "\n"
                start = pair ? scalars.index(after: next) : next
                index = start
            } else {
                index = next
            }
        }
        return lines + [Substring(text).unicodeScalars[start...]]
    }

    private static func isBreak(_ scalar: Unicode.Scalar) -> Bool {
        ["\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"].contains(scalar)
    }
}
