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
    /// This is the log's line and the webhook's body.
    /// - Throws: `EncodingError` for a number that JSON cannot say (NaN, infinity).
    package func json() throws -> [UInt8] {
        try [UInt8](Event.encoder.encode(self))
    }

    private static let encoder: JSONEncoder = {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }()
}
