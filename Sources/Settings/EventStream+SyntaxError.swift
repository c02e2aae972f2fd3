import CYAML

extension EventStream {
    /// libyaml's account of what it cannot read, with advice where we know the usual causes.
    func syntaxError() -> Finding {
        let problem = parser.pointee.problem.map { String(cString: $0) } ?? "out of memory"
        if parser.pointee.error == YAML_READER_ERROR {
            return Finding(place: place(ofByte: Int(parser.pointee.problem_offset)), message: "not YAML: " + problem)
        }
        if let begun = unclosed(problem) {
            return Finding(place: begun, message: "not YAML: the text ends before what begins here is closed")
        }
        let place = Place(parser.pointee.problem_mark)
        let begun = Place(parser.pointee.context_mark)
        let context = parser.pointee.context.map {
            " (\(String(cString: $0)) that begins at \(begun.line):\(begun.column))"
        }
        return Finding(
            place: place, message: "not YAML: \(problem)\(context ?? "")", suggestion: advice(problem, at: place))
    }

    /// Where the quotation or the bracket is that is still open when the text ends: a better place to name than the end.
    private func unclosed(_ problem: String) -> Place? {
        if problem.contains("unexpected end of stream"), parser.pointee.context != nil {
            return Place(parser.pointee.context_mark)
        }
        let length = String(decoding: text, as: UTF8.self).unicodeScalars.count
        return parser.pointee.problem_mark.index >= length ? open.last : nil
    }

    private func advice(_ problem: String, at place: Place) -> String? {
        let line = line(place.line)
        let before = line.prefix(place.column - 1)
        switch line.dropFirst(place.column - 1).first {
        case "\t": return "indent with spaces, YAML forbids tabs"
        case "{" where before.last == "$": return "quote it: \"${NAME}\""
        case "*", "%", "@", "`": return "quote a text that begins so: \"*\""
        default: break
        }
        if before.last == "*" { return "quote a text that begins with `*`: \"*\"" }
        if before.allSatisfy({ $0 == " " || $0 == "\t" }) && before.contains("\t") {
            return "indent with spaces, YAML forbids tabs"
        }
        if problem.contains("expected key") { return "check the indentation here and above" }
        return problem.contains("mapping values") ? "quote a text that has `: ` in it" : nil
    }

    private func line(_ number: Int) -> [Unicode.Scalar] {
        let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        return number <= lines.count ? Array(String(decoding: lines[number - 1], as: UTF8.self).unicodeScalars) : []
    }

    private func place(ofByte offset: Int) -> Place {
        let before = text.prefix(offset)
        let line = before.count { $0 == UInt8(ascii: "\n") } + 1
        let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        return Place(line: line, column: String(decoding: before[start...], as: UTF8.self).unicodeScalars.count + 1)
    }
}
