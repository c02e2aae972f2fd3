import Digests

/// How events stand in a request: CloudEvents' HTTP protocol binding 1.0.2, section 3.
package enum WebhookFormat: String, CaseIterable, Sendable {
    /// The event's line as it is in the log.
    case structured

    /// The event's `data` as the body, its other attributes as headers.
    case binary

    /// Several events as a list of such lines.
    case batched
}

/// What one attempt sends, but for what is an attempt's own: its time and its signatures.
struct WebhookRequest: Sendable {
    /// Standard Webhooks' `webhook-id`: the event's; for several, one that follows from theirs, so that the same batch has the
    /// same id on every attempt and another batch another.
    let id: String
    let headers: [String]
    let body: [UInt8]

    /// - Parameter deliveries: one; several only where they are batched.
    /// - Returns: nil for a body that is no event, which cannot be sent in this format.
    init?(_ deliveries: [Delivery], format: WebhookFormat) {
        guard let first = deliveries.first else { return nil }
        switch format {
        case .structured:
            id = first.id
            headers = ["Content-Type: application/cloudevents+json; charset=utf-8"]
            body = first.body
        case .binary:
            guard let members = JSONMembers(first.body), let data = members["data"] else { return nil }
            id = first.id
            headers = ["Content-Type: application/json"] + Self.attributes(members)
            body = Array(data)
        case .batched:
            id =
                "batch_" + SHA256.text(Array(deliveries.map(\.id).joined(separator: " ").utf8)).prefix(32)
            headers = ["Content-Type: application/cloudevents-batch+json; charset=utf-8"]
            body =
                [UInt8(ascii: "[")] + deliveries.map(\.body).joined(separator: [UInt8(ascii: ",")]) + [
                    UInt8(ascii: "]")
                ]
        }
    }

    private static func attributes(_ members: JSONMembers) -> [String] {
        ["specversion", "id", "source", "type", "subject", "time", "previoushash"].compactMap { name in
            members.text(name).map { "ce-\(name): \(inHeader($0))" }
        }
    }

    /// CloudEvents' HTTP binding, section 3.1.3.2: all but printable ASCII, and of that space, `"` and `%`, in percent.
    private static func inHeader(_ text: String) -> String {
        text.utf8.map { byte in
            let isPlain =
                (0x21...0x7E).contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "%")
            return isPlain ? String(UnicodeScalar(byte)) : "%" + hexadecimal([byte]).uppercased()
        }.joined()
    }
}
