import COpenSSL
import FoundationEssentials

/// The key that a webhook's requests are signed with; never printed.
package struct WebhookSecret: Sendable {
    private let key: [UInt8]

    /// - Parameter text: `whsec_` and the key in Base64, as Standard Webhooks writes it; any other text is the key
    ///   itself, as UTF-8.
    /// - Returns: nil for an empty key or bad Base64.
    package init?(_ text: String) {
        let prefix = "whsec_"
        if text.hasPrefix(prefix) {
            let encoded = String(text.dropFirst(prefix.count))
            let padding = String(repeating: "=", count: (4 - encoded.utf8.count % 4) % 4)
            guard let data = Data(base64Encoded: encoded + padding) else { return nil }
            key = [UInt8](data)
        } else {
            key = [UInt8](text.utf8)
        }
        guard !key.isEmpty else { return nil }
    }

    /// Standard Webhooks' symmetric signature, `v1,BASE64(HMAC-SHA256(id.timestamp.body))`; nil where OpenSSL fails.
    package func signature(id: String, timestamp: Int64, body: [UInt8]) -> String? {
        let signed = [UInt8]("\(id).\(timestamp).".utf8) + body
        var digest = [UInt8](repeating: 0, count: 32)
        guard HMAC(EVP_sha256(), key, Int32(key.count), signed, signed.count, &digest, nil) != nil
        else { return nil }
        return "v1," + Data(digest).base64EncodedString()
    }
}

extension WebhookSecret: CustomStringConvertible, CustomReflectable {
    package var description: String { "(secret)" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
