import CCurl

/// Asks for one thing by HTTP and waits for all of the answer: how a command speaks with a daemon that runs.
package enum HTTPFetch {
    package struct Answer: Sendable {
        package let status: Int
        package let body: [UInt8]
    }

    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    /// More of an answer than this is refused.
    private static let longestBody = 64 << 20

    /// - Parameters:
    ///   - url: http or https; redirects are not followed, and proxies are not asked.
    ///   - token: sent as a bearer's; nil for none.
    ///   - timeout: for all of it.
    /// - Throws: ``Failure`` where no whole answer came; an answer of any status is one.
    package static func get(_ url: String, token: String?, within timeout: Duration) throws(Failure) -> Answer {
        guard let easy = curl_easy_init() else { throw Failure(description: "libcurl cannot be initialised") }
        defer { curl_easy_cleanup(easy) }
        let body = Body()
        let headers = token.flatMap { curl_slist_append(nil, "Authorization: Bearer \($0)") }
        defer { curl_slist_free_all(headers) }
        configure(easy, url, timeout)
        vedette_curl_set_headers(easy, headers)
        vedette_curl_set_receiver(easy, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
            Body.from(context).receive(bytes, size * count)
        }
        // The body outlives the call below, which is the only one that uses it.
        vedette_curl_set_pointer(easy, CURLOPT_WRITEDATA, Unmanaged.passUnretained(body).toOpaque())
        let code = curl_easy_perform(easy)
        guard code == CURLE_OK else { throw Failure(description: String(cString: curl_easy_strerror(code))) }
        var status = 0
        vedette_curl_get_long(easy, CURLINFO_RESPONSE_CODE, &status)
        return withExtendedLifetime(body) { Answer(status: status, body: body.bytes) }
    }

    private static func configure(_ easy: UnsafeMutableRawPointer, _ url: String, _ timeout: Duration) {
        vedette_curl_set_string(easy, CURLOPT_URL, url)
        vedette_curl_set_string(easy, CURLOPT_PROTOCOLS_STR, "http,https")
        vedette_curl_set_string(easy, CURLOPT_NOPROXY, "*")
        vedette_curl_set_long(easy, CURLOPT_NOSIGNAL, 1)
        vedette_curl_set_long(easy, CURLOPT_TIMEOUT_MS, Int(timeout / .milliseconds(1)))
    }

    private final class Body {
        private(set) var bytes: [UInt8] = []

        static func from(_ context: UnsafeMutableRawPointer?) -> Body {
            guard let context else { return Body() }
            return Unmanaged<Body>.fromOpaque(context).takeUnretainedValue()
        }

        /// - Returns: what was taken; anything but all of it ends the transfer.
        func receive(_ start: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
            guard let start, bytes.count + count <= HTTPFetch.longestBody else { return 0 }
            bytes += UnsafeRawBufferPointer(start: start, count: count)
            return count
        }
    }
}
