/// Why a webhook cannot be as it is configured. Holds no secret: neither the key nor more of the URL than its scheme.
package enum WebhookError: Error, Equatable, CustomStringConvertible {
    case badURL(String)
    case badSecret
    case unknownTypes(String)
    case unreadable(key: String, path: String, String)
    case unavailable(String)

    package var description: String {
        switch self {
        case .badURL(let reason): "url: \(reason); write https://HOST/PATH"
        case .badSecret: "secret: it is empty, or starts with whsec_ and goes on in bad Base64"
        case .unknownTypes(let pattern):
            "types: '\(pattern)' matches no type of event; see docs/events.md"
        case .unreadable(let key, let path, let reason): "\(key): \(path): \(reason)"
        case .unavailable(let reason): "libcurl cannot be used: \(reason)"
        }
    }
}
