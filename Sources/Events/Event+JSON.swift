import FoundationEssentials

extension Event: Encodable {
    private enum CodingKeys: String, CodingKey {
        case specversion, id, source, type, subject, time, datacontenttype, data
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode("1.0", forKey: .specversion)
        try container.encode(id.description, forKey: .id)
        try container.encode(source, forKey: .source)
        try container.encode(type.rawValue, forKey: .type)
        try container.encodeIfPresent(subject, forKey: .subject)
        try container.encode(time, forKey: .time)
        try container.encode("application/json", forKey: .datacontenttype)
        try container.encode(report.data, forKey: .data)
    }

    /// CloudEvents' structured JSON on one line, without the line's end. The same event gives the same bytes.
    ///
    /// With the hash of the event before, this is the log's line and the webhook's body.
    /// - Parameter previousHash: the extension attribute `previoushash`; nil for an event that stands for itself, as in replay.
    /// - Throws: `EncodingError` for a number that JSON cannot say (NaN, infinity).
    package func json(previousHash: String? = nil) throws -> [UInt8] {
        try [UInt8](Event.encoder.encode(Link(event: self, previousHash: previousHash)))
    }

    /// An event in its place in the chain.
    private struct Link: Encodable {
        let event: Event
        let previousHash: String?

        private enum CodingKeys: String, CodingKey {
            case previousHash = "previoushash"
        }

        func encode(to encoder: any Encoder) throws {
            try event.encode(to: encoder)
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encodeIfPresent(previousHash, forKey: .previousHash)
        }
    }

    private static let encoder: JSONEncoder = {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }()
}
