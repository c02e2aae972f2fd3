import CCurl

/// One endpoint's connection, on libcurl: sends a request, waits for the answer's head, and no longer than allowed.
///
/// Sendable although libcurl's handles are not: all is used by the endpoint's own thread, but for ``wake()``, which
/// libcurl documents as safe from any (`curl_multi_wakeup`).
final class HTTPTransport: @unchecked Sendable {
    private let multi: UnsafeMutableRawPointer
    private let easy: UnsafeMutableRawPointer

    /// Connects on demand; keeps the connection for the next request. Proxies are taken from the environment
    /// (`https_proxy`, `no_proxy` and so on).
    ///
    /// - Parameter certificates: a PEM file of authorities to trust besides the system's.
    init(address: WebhookAddress, certificates: String?, userAgent: String) throws(WebhookError) {
        guard Self.isReady, let multi = curl_multi_init(), let easy = curl_easy_init() else {
            throw .unavailable("it cannot be initialised")
        }
        self.multi = multi
        self.easy = easy
        set(CURLOPT_URL, address.url)
        set(CURLOPT_USERAGENT, userAgent)
        set(CURLOPT_PROTOCOLS_STR, "http,https")
        set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
        set(CURLOPT_FOLLOWLOCATION, 0)
        set(CURLOPT_TCP_KEEPALIVE, 1)
        // Signals are the process's; a timeout in name resolution must not use SIGALRM (CURLOPT_NOSIGNAL(3)).
        set(CURLOPT_NOSIGNAL, 1)
        if let certificates { set(CURLOPT_CAINFO, certificates) }
        receiveAnswers()
    }

    deinit {
        curl_easy_cleanup(easy)
        curl_multi_cleanup(multi)
    }

    /// Makes ``post(_:headers:until:)`` look at its deadline again.
    func wake() {
        curl_multi_wakeup(multi)
    }

    /// Sends one request and waits for its answer.
    ///
    /// What counts is the answer's head: once a whole one has come, a body that is endless, huge (64 KiB are read) or cut
    /// off changes nothing.
    /// - Parameter deadline: asked again and again; it may come nearer while the request is under way.
    func post(
        _ body: [UInt8], headers: [String], timeout: Duration, until deadline: () -> ContinuousClock.Instant?
    ) -> DeliveryOutcome {
        var list: UnsafeMutablePointer<curl_slist>?
        // libcurl would wait up to a second for leave to send a large body; ours are small.
        for header in headers + ["Expect:"] { list = curl_slist_append(list, header) ?? list }
        defer { curl_slist_free_all(list) }
        let answer = Answer()
        vedette_curl_set_headers(easy, list)
        vedette_curl_set_body(easy, body, body.count)
        vedette_curl_set_pointer(easy, CURLOPT_HEADERDATA, Unmanaged.passUnretained(answer).toOpaque())
        vedette_curl_set_pointer(easy, CURLOPT_WRITEDATA, Unmanaged.passUnretained(answer).toOpaque())
        return withExtendedLifetime(answer) { perform(answer, by: .now + timeout, until: deadline) }
    }

    private func perform(
        _ answer: Answer, by timeout: ContinuousClock.Instant, until deadline: () -> ContinuousClock.Instant?
    ) -> DeliveryOutcome {
        curl_multi_add_handle(multi, easy)
        defer { curl_multi_remove_handle(multi, easy) }
        while true {
            var running: Int32 = 0
            let code = curl_multi_perform(multi, &running)
            guard code == CURLM_OK else { return .failed(String(cString: curl_multi_strerror(code))) }
            if running == 0 { return outcome(answer, code: result()) }
            let left = min(timeout, deadline() ?? timeout) - .now
            guard left > .zero else { return outcome(answer, code: CURLE_OPERATION_TIMEDOUT) }
            curl_multi_poll(multi, nil, 0, left.wholeMilliseconds, nil)
        }
    }

    private func outcome(_ answer: Answer, code: CURLcode) -> DeliveryOutcome {
        var status = 0
        vedette_curl_get_long(easy, CURLINFO_RESPONSE_CODE, &status)
        if answer.headIsComplete, status >= 200 { return .answered(status: status, retryAfter: retryAfter()) }
        if code == CURLE_OK { return .failed("the answer ended within its head") }
        let advice = Self.advice(for: code).map { "; \($0)" } ?? ""
        return .failed(String(cString: curl_easy_strerror(code)) + advice)
    }

    private func retryAfter() -> Duration? {
        var seconds: curl_off_t = 0
        vedette_curl_get_offset(easy, CURLINFO_RETRY_AFTER, &seconds)
        return seconds > 0 ? .seconds(Int(seconds)) : nil
    }

    private func result() -> CURLcode {
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            if message.pointee.msg == CURLMSG_DONE { return message.pointee.data.result }
        }
        return CURLE_GOT_NOTHING
    }

    private static func advice(for code: CURLcode) -> String? {
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST: "check the URL's host and this machine's DNS"
        case CURLE_COULDNT_RESOLVE_PROXY: "check the proxy in the environment"
        case CURLE_COULDNT_CONNECT: "is the receiver running, and reachable from here?"
        case CURLE_PEER_FAILED_VERIFICATION: "name the receiver's authority with ca_file"
        default: nil
        }
    }

    // MARK: libcurl's C functions

    /// Once a process, and before any other thread uses libcurl (curl_global_init(3)); a static is both.
    private static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    private func set(_ option: CURLoption, _ value: Int) {
        vedette_curl_set_long(easy, option, value)
    }

    private func set(_ option: CURLoption, _ value: String) {
        vedette_curl_set_string(easy, option, value)
    }

    private func receiveAnswers() {
        vedette_curl_set_receiver(easy, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
            Answer.from(context).receiveHead(bytes, size * count)
        }
        vedette_curl_set_receiver(easy, CURLOPT_WRITEFUNCTION) { _, size, count, context in
            Answer.from(context).receiveBody(size * count)
        }
    }
}

extension Duration {
    /// Rounded up, so that a wait never ends just before what it waits for.
    fileprivate var wholeMilliseconds: Int32 {
        Int32(clamping: components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000 + 1)
    }
}
