import CCurl
import Synchronization

/// One endpoint's connections, on libcurl: sends requests, several at a time, and waits for the answers' heads, and no longer
/// than allowed.
///
/// Sendable although libcurl's handles are not: all is used by the endpoint's own thread, but for ``wake()``, which
/// libcurl documents as safe from any (`curl_multi_wakeup`).
final class HTTPTransport: @unchecked Sendable {
    struct Options: Sendable {
        var address: WebhookAddress
        var userAgent: String

        /// A PEM file of authorities to trust instead of the system's.
        var authorities: String?

        /// PEM files by which the receiver knows us.
        var certificate: String?
        var key: String?
    }

    private let multi: UnsafeMutableRawPointer
    private let options: Options
    private var idle: [HTTPExchange] = []
    private var running: [UnsafeMutableRawPointer: HTTPExchange] = [:]

    /// Connects on demand; keeps connections for the next requests. Proxies are taken from the environment
    /// (`https_proxy`, `no_proxy` and so on).
    init(_ options: Options) throws(WebhookError) {
        guard Self.isReady, let multi = curl_multi_init() else {
            throw .unavailable("it cannot be initialised")
        }
        self.multi = multi
        self.options = options
    }

    deinit {
        for exchange in running.values { curl_multi_remove_handle(multi, exchange.easy) }
        running = [:]
        idle = []
        curl_multi_cleanup(multi)
    }

    /// Requests that are under way.
    var inFlight: Int { running.count }

    /// Makes ``finished(by:)`` return; from any thread.
    func wake() {
        curl_multi_wakeup(multi)
    }

    /// Starts a request.
    ///
    /// What counts is the answer's head: once a whole one has come, a body that is endless, huge (64 KiB are read) or cut
    /// off changes nothing.
    /// - Returns: false where libcurl cannot.
    func start(_ body: [UInt8], headers: [String], tag: Int, deadline: ContinuousClock.Instant)
        -> Bool
    {
        guard let exchange = idle.popLast() ?? HTTPExchange(configure) else { return false }
        exchange.prepare(body, headers: headers, tag: tag, deadline: deadline)
        guard curl_multi_add_handle(multi, exchange.easy) == CURLM_OK else { return false }
        running[exchange.easy] = exchange
        return true
    }

    /// Waits until a request is over, ``wake()`` was called, or `moment` has come (nil: however long); a request whose deadline
    /// has passed is over.
    func finished(by moment: ContinuousClock.Instant?) -> [(tag: Int, outcome: DeliveryOutcome)] {
        var results = step()
        guard results.isEmpty else { return results }
        let end = ([moment] + running.values.map(\.deadline)).compactMap(\.self).min()
        let left = end.map { max(.zero, $0 - .now) } ?? .seconds(3600)
        curl_multi_poll(multi, nil, 0, left.wholeMilliseconds, nil)
        results = step()
        return results
    }

    /// Gives up what is under way.
    func abandon() -> [Int] {
        let tags = running.values.map(\.tag)
        for exchange in running.values { retire(exchange) }
        return tags
    }

    private func step() -> [(tag: Int, outcome: DeliveryOutcome)] {
        var results: [(tag: Int, outcome: DeliveryOutcome)] = []
        var count: Int32 = 0
        let code = curl_multi_perform(multi, &count)
        guard code == CURLM_OK else {
            let reason = String(cString: curl_multi_strerror(code))
            return abandon().map { ($0, .failed(reason)) }
        }
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let exchange = running[message.pointee.easy_handle]
            else { continue }
            results.append((exchange.tag, exchange.outcome(message.pointee.data.result)))
            retire(exchange)
        }
        let now = ContinuousClock.now
        for exchange in running.values where exchange.deadline <= now {
            results.append((exchange.tag, exchange.outcome(CURLE_OPERATION_TIMEDOUT)))
            retire(exchange)
        }
        return results
    }

    private func retire(_ exchange: HTTPExchange) {
        curl_multi_remove_handle(multi, exchange.easy)
        running[exchange.easy] = nil
        idle.append(exchange)
    }

    private func configure(_ exchange: HTTPExchange) {
        exchange.set(CURLOPT_URL, options.address.url)
        exchange.set(CURLOPT_USERAGENT, options.userAgent)
        exchange.set(CURLOPT_PROTOCOLS_STR, "http,https")
        exchange.set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
        // Whether a receiver speaks HTTP/2 shows with the first connection; requests then share it.
        exchange.set(CURLOPT_PIPEWAIT, 1)
        exchange.set(CURLOPT_HTTP09_ALLOWED, 0)
        exchange.set(CURLOPT_FOLLOWLOCATION, 0)
        exchange.set(CURLOPT_TCP_KEEPALIVE, 1)
        // Signals are the process's; a timeout in name resolution must not use SIGALRM (CURLOPT_NOSIGNAL(3)).
        exchange.set(CURLOPT_NOSIGNAL, 1)
        if let authorities = options.authorities { exchange.set(CURLOPT_CAINFO, authorities) }
        if let certificate = options.certificate { exchange.set(CURLOPT_SSLCERT, certificate) }
        if let key = options.key { exchange.set(CURLOPT_SSLKEY, key) }
    }

    /// Once a process, and before any other thread uses libcurl (curl_global_init(3)); a static is both.
    private static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK
}

extension Duration {
    /// Rounded up, so that a wait never ends just before what it waits for.
    fileprivate var wholeMilliseconds: Int32 {
        Int32(clamping: components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000 + 1)
    }
}
