/// One thing that is wrong, or suspicious, in a configuration file: where, what, and what to write instead.
///
/// No part of a diagnostic holds a secret: values that may be secrets are never quoted, and are masked in `excerpt`.
package struct Diagnostic: Equatable, Sendable {
    package enum Severity: String, Sendable {
        case error, warning
    }

    package let severity: Severity
    /// The file's name as the caller gave it.
    package let file: String
    /// From 1.
    package let line: Int
    /// From 1, counted in Unicode scalars, as YAML's own parser counts.
    package let column: Int
    /// What is wrong, and what is allowed.
    package let message: String
    /// What to do about it, as a sentence without its full stop: "did you mean `detect`?", "write `10 s`".
    package let suggestion: String?
    /// The offending line with its secrets masked, and a line of carets below the place; nil where the file has no text.
    package let excerpt: Excerpt?

    package struct Excerpt: Equatable, Sendable {
        package let source: String
        package let carets: String
    }
}

extension Diagnostic: CustomStringConvertible {
    /// `FILE:LINE:COLUMN: what, and what is allowed`, on one line; a warning says that it is one.
    package var description: String {
        let kind = severity == .warning ? "warning: " : ""
        let advice = suggestion.map { "; " + $0 } ?? ""
        return "\(file):\(line):\(column): \(kind)\(message)\(advice)"
    }

    /// The same as a compiler would show it: the source line follows, with carets below the place.
    package var rendered: String {
        let headline = "\(file):\(line):\(column): \(severity.rawValue): \(message)"
        let gutter = String(repeating: " ", count: 6)
        guard let excerpt else { return headline + (suggestion.map { "\n\(gutter)= \($0)" } ?? "") }
        let number = String(line)
        let margin = String(repeating: " ", count: max(0, 5 - number.count)) + number
        let advice = suggestion.map { " " + $0 } ?? ""
        return "\(headline)\n\(margin) | \(excerpt.source)\n\(gutter)| \(excerpt.carets)\(advice)"
    }
}

/// A configuration that cannot be used, and every reason why, by place.
package struct ConfigurationErrors: Error, Equatable, Sendable {
    /// At least one, sorted by place.
    package let errors: [Diagnostic]
    /// What was suspicious besides.
    package let warnings: [Diagnostic]
}

extension ConfigurationErrors: CustomStringConvertible {
    /// A screen or two is what a person reads; the rest is counted.
    private static let mostShown = 50

    /// One line each: for a log.
    package var lines: [String] { shown { $0.description } }

    /// The same as one text.
    package var description: String { lines.joined(separator: "\n") }

    /// Each with its source line and carets: for a terminal.
    package var rendered: String { shown { $0.rendered }.joined(separator: "\n") }

    private func shown(as text: (Diagnostic) -> String) -> [String] {
        let hidden = errors.count - Self.mostShown
        let more = hidden > 0 ? ["\(errors[0].file): \(hidden) more errors are not shown"] : []
        return errors.prefix(Self.mostShown).map(text) + more
    }
}
