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

    /// libyaml reads from here as long as it parses.
    let text: UnsafeMutableBufferPointer<UInt8>
    let parser: UnsafeMutablePointer<yaml_parser_t>
    /// Where the lists and mappings begin that have not ended.
    private(set) var open: [Place] = []

    /// - Returns: nil where libyaml cannot allocate its buffers.
    init?(_ bytes: some Collection<UInt8>) {
        text = .allocate(capacity: bytes.count)
        _ = text.initialize(fromContentsOf: bytes)
        parser = .allocate(capacity: 1)
        guard yaml_parser_initialize(parser) == 1 else {
            parser.deallocate()
            text.deallocate()
            return nil
        }
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, text.baseAddress, text.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
        text.deallocate()
    }

    /// The next event that says something; stream starts and document ends are passed over.
    ///
    /// - Throws: the syntax error, once; the stream ends there.
    func next() throws(Finding) -> Placed {
        while true {
            var event = yaml_event_t()
            guard yaml_parser_parse(parser, &event) == 1 else { throw syntaxError() }
            defer { yaml_event_delete(&event) }
            guard let meaning = Event(event) else { continue }
            let place = Place(event.start_mark)
            switch meaning {
            case .sequenceStart, .mappingStart: open.append(place)
            case .end: _ = open.popLast()
            case .alias, .scalar, .documentStart, .streamEnd: break
            }
            return Placed(event: meaning, place: place, end: Place(event.end_mark))
        }
    }
}

extension Place {
    init(_ mark: yaml_mark_t) {
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
