/// What came of one request.
package enum DeliveryOutcome: Equatable, Sendable {
    /// The receiver answered; `retryAfter` is the header `Retry-After`, as seconds or as a date, from now.
    case answered(status: Int, retryAfter: Duration? = nil)

    /// No answer came: no such host, refused, TLS failed, reset, timed out. The text holds no secret.
    case failed(String)
}

extension DeliveryOutcome {
    /// What went wrong, for a person; nil for success.
    var problem: String? {
        switch self {
        case .answered(200..<300, _): nil
        case .answered(let status, _): "it answered \(status)"
        case .failed(let reason): reason
        }
    }
}
