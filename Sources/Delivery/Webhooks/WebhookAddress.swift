import CCurl

/// Where a webhook's requests go; read by the same parser that connects.
struct WebhookAddress: Sendable {
    /// The whole of it, with whatever secrets it holds.
    let url: String

    /// What may be said of it: scheme, host and port. Many receivers keep a token in the path or the query.
    let origin: String

    init(_ text: String) throws(WebhookError) {
        guard let handle = curl_url() else { throw .badURL("out of memory") }
        defer { curl_url_cleanup(handle) }
        let code = curl_url_set(handle, CURLUPART_URL, text, 0)
        guard code == CURLUE_OK else { throw .badURL(String(cString: curl_url_strerror(code))) }
        guard let scheme = Self.part(CURLUPART_SCHEME, of: handle),
            let host = Self.part(CURLUPART_HOST, of: handle)
        else { throw .badURL("it names no host") }
        guard ["http", "https"].contains(scheme) else {
            throw .badURL("'\(scheme)' is not http or https")
        }
        url = text
        origin = "\(scheme)://\(host)" + (Self.part(CURLUPART_PORT, of: handle).map { ":\($0)" } ?? "")
    }

    private static func part(_ part: CURLUPart, of handle: OpaquePointer) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(handle, part, &text, 0) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }
}
