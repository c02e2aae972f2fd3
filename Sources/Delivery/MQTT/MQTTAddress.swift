import CCurl

/// Where a broker is, by its URL: `mqtt://HOST[:PORT]`, `mqtts://HOST[:PORT]`.
struct MQTTAddress: Hashable, Sendable {
    let host: String
    let port: UInt16

    /// Whether TLS is spoken.
    let isSecure: Bool

    /// What may be said of it.
    let description: String

    /// 1883 in clear and 8883 with TLS are IANA's ports.
    init(_ text: String) throws(MQTTError) {
        guard let handle = curl_url() else { throw .unusable("url: out of memory") }
        defer { curl_url_cleanup(handle) }
        let code = curl_url_set(handle, CURLUPART_URL, text, UInt32(CURLU_NON_SUPPORT_SCHEME))
        guard code == CURLUE_OK else { throw .unusable("url: \(String(cString: curl_url_strerror(code)))") }
        guard let scheme = Self.part(CURLUPART_SCHEME, of: handle), let host = Self.part(CURLUPART_HOST, of: handle),
            !host.isEmpty
        else { throw .unusable("url: it names no host; write mqtt://HOST or mqtts://HOST") }
        guard ["mqtt", "mqtts"].contains(scheme) else { throw .unusable("url: '\(scheme)' is not mqtt or mqtts") }
        guard Self.part(CURLUPART_USER, of: handle) == nil else {
            throw .unusable("url: a user stands in it; write `username` and `password`")
        }
        isSecure = scheme == "mqtts"
        // An IPv6 address is in brackets in a URL, and not in a call.
        self.host = String(host.drop { $0 == "[" }.prefix { $0 != "]" })
        port = Self.part(CURLUPART_PORT, of: handle).flatMap(UInt16.init) ?? (isSecure ? 8_883 : 1_883)
        description = "\(scheme)://\(host):\(port)"
    }

    private static func part(_ part: CURLUPart, of handle: OpaquePointer) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(handle, part, &text, 0) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }
}
