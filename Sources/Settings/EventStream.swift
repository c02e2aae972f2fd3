import CYAML

/// libyaml's parser over one text: the events of a document, in order, each with its place.
///
/// The parser keeps its own stack on the heap, so that no depth of nesting can exhaust the thread's.
final class EventStream {
    enum Event {
        case alias(String)
        case scalar(String, plain: Bool, Properties)
        case sequenceStart(Properties)
        case mappingStart(Properties)
        case end
        case documentStart
        case streamEnd
    }

    /// What may stand before a value.
    struct Properties {
        let anchor: String?
        let hasTag: Bool
    }

    struct Placed {
        let event: Event
        let place: Place
        let end: Place
    }

    private let text: [UInt8]
    private let input: UnsafeMutableBufferPointer<UInt8>
    private let parser: UnsafeMutablePointer<yaml_parser_t>

    /// - Returns: nil where libyaml cannot allocate its buffers.
    init?(_ text: some Sequence<UInt8>) {
        self.text = Array(text)
        input = .allocate(capacity: self.text.count)
        _ = input.initialize(fromContentsOf: self.text)
        parser = .allocate(capacity: 1)
        guard yaml_parser_initialize(parser) == 1 else {
            parser.deallocate()
            input.deallocate()
            return nil
        }
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, input.baseAddress, input.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
        input.deallocate()
    }

    /// The next event that says something; stream starts and document ends are passed over.
    ///
    /// - Throws: the syntax error, once; the stream ends there.
    func next() throws(Finding) -> Placed {
        while true {
            var event = yaml_event_t()
            guard yaml_parser_parse(parser, &event) == 1 else { throw syntaxError() }
            defer { yaml_event_delete(&event) }
            if let meaning = Event(event) {
                return Placed(event: meaning, place: Place(event.start_mark), end: Place(event.end_mark))
            }
        }
    }
}

extension Place {
    fileprivate init(_ mark: yaml_mark_t) {
        self.init(line: Int(mark.line) + 1, column: Int(mark.column) + 1)
    }
}

extension EventStream.Event {
    fileprivate init?(_ event: yaml_event_t) {
        switch event.type {
        case YAML_DOCUMENT_START_EVENT: self = .documentStart
        case YAML_STREAM_END_EVENT: self = .streamEnd
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: self = .end
        case YAML_ALIAS_EVENT: self = .alias(text(event.data.alias.anchor) ?? "")
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            let bytes = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
            self = .scalar(
                String(decoding: bytes, as: UTF8.self), plain: scalar.style == YAML_PLAIN_SCALAR_STYLE,
                .init(anchor: text(scalar.anchor), hasTag: scalar.tag != nil))
        case YAML_SEQUENCE_START_EVENT:
            let start = event.data.sequence_start
            self = .sequenceStart(.init(anchor: text(start.anchor), hasTag: start.tag != nil))
        case YAML_MAPPING_START_EVENT:
            let start = event.data.mapping_start
            self = .mappingStart(.init(anchor: text(start.anchor), hasTag: start.tag != nil))
        default: return nil
        }
    }
}

private func text(_ pointer: UnsafePointer<yaml_char_t>?) -> String? {
    pointer.map { String(cString: $0) }
}

// MARK: - Syntax errors

extension EventStream {
    /// libyaml's account of what it cannot read, in the operator's words where we know the usual causes.
    private func syntaxError() -> Finding {
        let problem = parser.pointee.problem.map { String(cString: $0) } ?? "out of memory"
        if parser.pointee.error == YAML_READER_ERROR {
            return Finding(place: place(ofByte: Int(parser.pointee.problem_offset)), message: "not YAML: " + problem)
        }
        let place = Place(parser.pointee.problem_mark)
        let context = parser.pointee.context.map { String(cString: $0) }
        let begun = Place(parser.pointee.context_mark)
        let opened = context.map { " (\($0) that begins at \(begun.line):\(begun.column))" } ?? ""
        // Where a quotation or a bracket is never closed, the end of the file is the least helpful place to name.
        let blame = problem.contains("unexpected end of stream") && context != nil ? begun : place
        return Finding(place: blame, message: "not YAML: \(problem)\(opened)", suggestion: advice(at: place))
    }

    private func advice(at place: Place) -> String? {
        let line = line(place.line)
        let before = line.prefix(place.column - 1)
        switch place.column <= line.count ? line[place.column - 1] : nil {
        case "\t": return "indent with spaces, YAML forbids tabs"
        case "{" where before.last == "$": return "quote it: \"${NAME}\""
        case "*", "%", "@", "`": return "quote a text that begins so: \"*\""
        default: break
        }
        if before.last == "*" { return "quote a text that begins with `*`: \"*\"" }
        return line.contains("\t") && line.prefix(while: { $0 == " " || $0 == "\t" }).contains("\t")
            ? "indent with spaces, YAML forbids tabs" : nil
    }

    private func line(_ number: Int) -> [Character] {
        let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        return number <= lines.count ? Array(String(decoding: lines[number - 1], as: UTF8.self)) : []
    }

    private func place(ofByte offset: Int) -> Place {
        let before = text.prefix(offset)
        let line = before.count { $0 == UInt8(ascii: "\n") } + 1
        let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        return Place(line: line, column: String(decoding: before[start...], as: UTF8.self).unicodeScalars.count + 1)
    }
}
