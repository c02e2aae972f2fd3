import CCurl

/// One request and its answer on a handle of libcurl's, which is used again for the next one.
///
/// The endpoint's own thread's alone.
final class HTTPExchange {
    let easy: UnsafeMutableRawPointer
    private var answer = Answer()
    private var headers: UnsafeMutablePointer<curl_slist>?

    /// What the caller knows the request by.
    private(set) var tag = 0

    /// When it must be over.
    private(set) var deadline = ContinuousClock.now

    init?(_ configure: (HTTPExchange) -> Void) {
        guard let easy = curl_easy_init() else { return nil }
        self.easy = easy
        vedette_curl_set_receiver(easy, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
            Answer.from(context).receiveHead(bytes, size * count)
        }
        vedette_curl_set_receiver(easy, CURLOPT_WRITEFUNCTION) { _, size, count, context in
            Answer.from(context).receiveBody(size * count)
        }
        configure(self)
    }

    deinit {
        curl_easy_cleanup(easy)
        curl_slist_free_all(headers)
    }

    func set(_ option: CURLoption, _ value: Int) {
        vedette_curl_set_long(easy, option, value)
    }

    func set(_ option: CURLoption, _ value: String) {
        vedette_curl_set_string(easy, option, value)
    }

    func prepare(
        _ body: [UInt8], headers lines: [String], tag: Int, deadline: ContinuousClock.Instant
    ) {
        self.tag = tag
        self.deadline = deadline
        answer = Answer()
        curl_slist_free_all(headers)
        headers = nil
        // libcurl would wait up to a second for leave to send a large body; ours are small.
        for line in lines + ["Expect:"] { headers = curl_slist_append(headers, line) ?? headers }
        vedette_curl_set_headers(easy, headers)
        vedette_curl_set_body(easy, body, body.count)
        let context = Unmanaged.passUnretained(answer).toOpaque()
        vedette_curl_set_pointer(easy, CURLOPT_HEADERDATA, context)
        vedette_curl_set_pointer(easy, CURLOPT_WRITEDATA, context)
    }

    /// - Parameter code: of the transfer, complete or not.
    func outcome(_ code: CURLcode) -> DeliveryOutcome {
        var status = 0
        vedette_curl_get_long(easy, CURLINFO_RESPONSE_CODE, &status)
        if answer.headIsComplete, status >= 200 {
            return .answered(status: status, retryAfter: retryAfter)
        }
        if code == CURLE_OK { return .failed("the answer ended within its head") }
        let advice = Self.advice(for: code).map { "; \($0)" } ?? ""
        return .failed(String(cString: curl_easy_strerror(code)) + advice)
    }

    private var retryAfter: Duration? {
        var seconds: curl_off_t = 0
        vedette_curl_get_offset(easy, CURLINFO_RETRY_AFTER, &seconds)
        return seconds > 0 ? .seconds(min(Int(seconds), 1 << 40)) : nil
    }

    private static func advice(for code: CURLcode) -> String? {
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST: "check the URL's host and this machine's DNS"
        case CURLE_COULDNT_RESOLVE_PROXY: "check the proxy in the environment"
        case CURLE_COULDNT_CONNECT: "is the receiver running, and reachable from here?"
        case CURLE_PEER_FAILED_VERIFICATION: "name the receiver's authority with ca_file"
        case CURLE_SSL_CERTPROBLEM: "check certificate and key"
        default: nil
        }
    }
}
