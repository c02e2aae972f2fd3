package import Clocks
import FoundationEssentials

/// An event as it is read back from a line of the log.
package struct LoggedEvent: Sendable {
    package let id: UUIDv7
    package let time: CaptureTime
    package let facts: EventFacts

    /// - Parameter line: without its end.
    /// - Returns: nil for what is no event of ours.
    package init?(_ line: [UInt8]) {
        guard let parts = try? JSONDecoder().decode(Parts.self, from: Data(line)), let id = UUIDv7(parts.id) else {
            return nil
        }
        self.id = id
        time = parts.time
        let segments = parts.source.split(separator: "/")
        var facts = EventFacts(
            type: parts.type, camera: segments.count > 1 ? String(segments[1]).fromPathSegment : nil)
        let object = parts.data.object
        facts.label = object?.label ?? parts.data.label
        facts.score = object?.score ?? parts.data.score
        facts.zones = object?.zones ?? parts.data.zones ?? []
        if let zone = parts.data.zone, !facts.zones.contains(zone) { facts.zones.append(zone) }
        self.facts = facts
    }

    private struct Parts: Decodable {
        let id: String
        let source: String
        let type: String
        let time: CaptureTime
        let data: Data

        struct Data: Decodable {
            let label: String?
            let score: Double?
            let zones: [String]?
            let zone: String?
            let object: Object?

            private enum CodingKeys: String, CodingKey {
                case label, score, zones, zone, object
            }

            /// A report of counts has `zones` of another kind: what is not of the kind that is meant is nil.
            init(from decoder: any Decoder) throws {
                let container = try decoder.container(keyedBy: CodingKeys.self)
                label = try? container.decode(String.self, forKey: .label)
                score = try? container.decode(Double.self, forKey: .score)
                zones = try? container.decode([String].self, forKey: .zones)
                zone = try? container.decode(String.self, forKey: .zone)
                object = try? container.decode(Object.self, forKey: .object)
            }
        }

        struct Object: Decodable {
            let label: String?
            let score: Double?
            let zones: [String]?
        }
    }
}

extension String {
    /// The reverse of an event's source: `K%C3%BCche` is `Küche`.
    var fromPathSegment: String {
        var bytes: [UInt8] = []
        var rest = utf8[...]
        while let byte = rest.popFirst() {
            let code =
                byte == UInt8(ascii: "%") ? UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) : nil
            if code != nil { rest = rest.dropFirst(2) }
            bytes.append(code ?? byte)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
