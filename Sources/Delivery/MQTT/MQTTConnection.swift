import CMosquitto
import Glibc

/// One connection to a broker, from CONNECT to its end; another attempt is another value. One thread's.
///
/// libmosquitto speaks the protocol; this waits for the socket, so that every wait has a deadline and ends when the outbox
/// closes. Everything is published with QoS 1.
final class MQTTConnection {
    struct Options: Sendable {
        var address: MQTTAddress
        var isVersion5 = false
        var clientID: String
        var username: String?
        var password: String?

        /// PEM; the system's authorities where nil.
        var caFile: String?
        var certificate: String?
        var key: String?

        /// What the broker publishes for us, and keeps, when the connection ends without a farewell.
        var will: MQTTMessage

        /// How long the broker may say nothing while it owes an answer.
        var timeout: Duration

        /// How long nothing may be said before it is asked whether it is there.
        var keepAlive: Duration = .seconds(30)
    }

    private let options: Options
    private let handle: OpaquePointer
    private let waker: Waker

    /// Asked while waiting: when all must be over.
    private let closeBy: () -> ContinuousClock.Instant?

    // What the callbacks found; they run on our thread, within libmosquitto's loop functions.
    private var answer: Int32?
    private var lost: MQTTError?
    private var lastLog: String?
    private var acknowledged: [Int32: Int32] = [:]
    private var subscriptions = 0
    private var kept: [MQTTMessage] = []

    /// Retained messages that are looked at, at most: what a hostile broker sends beyond is passed over.
    private static let mostKept = 20_000

    /// Connects, and waits for the broker's welcome.
    static func open(
        _ options: Options, waker: Waker, closeBy: @escaping () -> ContinuousClock.Instant?
    ) throws(MQTTError) -> MQTTConnection {
        guard isReady, let handle = mosquitto_new(options.clientID, true, nil) else {
            throw .unreachable("no memory for a connection")
        }
        let connection = MQTTConnection(adopting: handle, options, waker, closeBy)
        try connection.configure()
        try connection.connect()
        return connection
    }

    private init(
        adopting handle: OpaquePointer, _ options: Options, _ waker: Waker,
        _ closeBy: @escaping () -> ContinuousClock.Instant?
    ) {
        self.handle = handle
        self.options = options
        self.waker = waker
        self.closeBy = closeBy
    }

    deinit { mosquitto_destroy(handle) }

    // MARK: Publishing

    /// Sends a message, or queues it behind those that are not acknowledged.
    ///
    /// - Returns: what ``acknowledgement(of:)`` knows it by.
    /// - Throws: ``MQTTError/rejected(_:)`` for this message alone; anything else ends the connection.
    func publish(_ message: MQTTMessage) throws(MQTTError) -> Int32 {
        var properties: OpaquePointer?
        defer { mosquitto_property_free_all(&properties) }
        if options.isVersion5, !message.payload.isEmpty {
            _ = mosquitto_property_add_byte(&properties, Int32(MQTT_PROP_PAYLOAD_FORMAT_INDICATOR.rawValue), 1)
            if let type = message.contentType {
                _ = mosquitto_property_add_string(&properties, Int32(MQTT_PROP_CONTENT_TYPE.rawValue), type)
            }
        }
        var id: Int32 = 0
        try check(
            mosquitto_publish_v5(
                handle, &id, message.topic, Int32(clamping: message.payload.count), message.payload, 1,
                message.isRetained, properties))
        return id
    }

    /// Waits until the broker has acknowledged everything; as long as it goes on acknowledging, it may take its time.
    func settle(_ ids: some Sequence<Int32>) throws(MQTTError) {
        var rest = Set(ids)
        try wait(for: "a message") {
            rest.subtract(self.acknowledged.keys)
            return rest.isEmpty
        }
    }

    /// - Returns: nil while there is none; else why the broker has not taken the message, empty where it has.
    func acknowledgement(of id: Int32) -> String? {
        guard let reason = acknowledged[id] else { return nil }
        return reason < 128 ? "" : String(cString: mosquitto_reason_string(reason))
    }

    func forgetAcknowledgements() { acknowledged = [:] }

    // MARK: Retained messages

    /// Asks for what the broker keeps at some topics; a broker that does not allow that has nothing.
    ///
    /// What it keeps comes before the acknowledgement of what is published afterwards.
    func subscribe(_ filter: String) throws(MQTTError) {
        let before = subscriptions
        try check(mosquitto_subscribe(handle, nil, filter, 0))
        try wait(for: "a subscription") { self.subscriptions > before }
    }

    /// Ends the subscription, and gives what the broker has sent for it.
    func takeKept(_ filter: String) throws(MQTTError) -> [MQTTMessage] {
        try check(mosquitto_unsubscribe(handle, nil, filter))
        defer { kept = [] }
        return kept
    }

    // MARK: Life

    /// Reads what has come, and asks the broker whether it is there where nothing was said for long. Does not wait.
    func tend() throws(MQTTError) {
        try turn(upTo: .zero)
        if let lost { throw lost }
    }

    /// Says farewell, after which the broker does not publish the will.
    func close() {
        guard mosquitto_disconnect(handle) == MOSQ_ERR_SUCCESS.rawValue else { return }
        for _ in 0..<10 where mosquitto_socket(handle) >= 0 && mosquitto_want_write(handle) {
            guard (try? turn(upTo: .milliseconds(50))) != nil else { return }
        }
    }

    private func connect() throws(MQTTError) {
        let (host, port) = (options.address.host, Int32(options.address.port))
        try check(mosquitto_connect_async(handle, host, port, Int32(options.keepAlive.components.seconds)))
        try wait(for: "the connection") { self.answer != nil }
        guard answer != 0 else { return }
        throw refusal
    }

    private var refusal: MQTTError {
        let code = answer ?? 0
        let reason = String(
            cString: options.isVersion5 ? mosquitto_reason_string(code) : mosquitto_connack_string(code))
        let words = reason.hasPrefix("Connection Refused: ") ? String(reason.dropFirst(20)) : reason
        let isOfUser = [4, 5, 134, 135].contains(code)
        return .refused(words.lowercased().trimmed + (isOfUser ? "; check `username` and `password`" : ""))
    }
}

// MARK: - Waiting

extension MQTTConnection {
    private func wait(for operation: String, until isDone: () -> Bool) throws(MQTTError) {
        var deadline = ContinuousClock.now + options.timeout
        var progress = acknowledged.count
        while !isDone() {
            if let lost { throw answer.map { $0 == 0 ? lost : refusal } ?? lost }
            if acknowledged.count > progress {
                progress = acknowledged.count
                deadline = .now + options.timeout
            }
            let end = min(deadline, closeBy() ?? deadline)
            guard end > .now else {
                throw deadline > .now ? .closing : .silent(operation: operation, options.timeout)
            }
            try turn(upTo: min(end - .now, .seconds(1)))
        }
    }

    /// Waits for the socket, or to be woken, and does what is to be done then.
    private func turn(upTo duration: Duration) throws(MQTTError) {
        let socket = mosquitto_socket(handle)
        guard socket >= 0 else {
            lost = lost ?? .unreachable("it closed the connection")
            return
        }
        let writes = mosquitto_want_write(handle) ? Int16(POLLOUT) : 0
        var descriptors = [
            pollfd(fd: socket, events: Int16(POLLIN) | writes, revents: 0),
            pollfd(fd: waker.descriptor, events: Int16(POLLIN), revents: 0),
        ]
        let milliseconds = duration.components.seconds * 1_000 + duration.components.attoseconds / 1_000_000_000_000_000
        let isReady = poll(&descriptors, 2, Int32(clamping: milliseconds + (duration > .zero ? 1 : 0))) > 0
        if isReady, descriptors[1].revents != 0 { waker.reset() }
        if isReady, descriptors[0].revents & Int16(POLLOUT) != 0 { note(mosquitto_loop_write(handle, 1)) }
        if isReady, descriptors[0].revents & ~Int16(POLLOUT) != 0 { note(mosquitto_loop_read(handle, 1)) }
        note(mosquitto_loop_misc(handle))
    }

    /// The first failure is the reason; those that follow are its consequences.
    private func note(_ code: Int32) {
        let number = errno
        guard code != MOSQ_ERR_SUCCESS.rawValue, lost == nil else { return }
        lost = error(code, number)
    }

    private func check(_ code: Int32) throws(MQTTError) {
        let number = errno
        guard code != MOSQ_ERR_SUCCESS.rawValue else { return }
        throw error(code, number)
    }

    /// OpenSSL's own words go with its failures.
    private func error(_ code: Int32, _ number: Int32) -> MQTTError {
        let error = MQTTError.of(code, number)
        let isOfTLS = code == MOSQ_ERR_TLS.rawValue || options.address.isSecure
        guard isOfTLS, case .unreachable(let reason) = error, let lastLog else { return error }
        return .unreachable("\(reason) (\(lastLog))")
    }
}

// MARK: - libmosquitto's settings and callbacks

extension MQTTConnection {
    /// Once a process; a static is that.
    private static let isReady = mosquitto_lib_init() == MOSQ_ERR_SUCCESS.rawValue

    private func configure() throws(MQTTError) {
        mosquitto_user_data_set(handle, Unmanaged.passUnretained(self).toOpaque())
        let version = options.isVersion5 ? MQTT_PROTOCOL_V5 : MQTT_PROTOCOL_V311
        try check(mosquitto_int_option(handle, MOSQ_OPT_PROTOCOL_VERSION, version))
        try check(mosquitto_int_option(handle, MOSQ_OPT_TCP_NODELAY, 1))
        if let username = options.username {
            try check(mosquitto_username_pw_set(handle, username, options.password))
        }
        let will = options.will
        try check(mosquitto_will_set(handle, will.topic, Int32(will.payload.count), will.payload, 1, will.isRetained))
        if options.address.isSecure { try secure() }
        listen()
    }

    private func secure() throws(MQTTError) {
        let authorities = options.caFile == nil ? "/etc/ssl/certs" : nil
        // A key with a passphrase would have OpenSSL ask for it on the terminal.
        let code = mosquitto_tls_set(
            handle, options.caFile, authorities, options.certificate, options.key, { _, _, _, _ in 0 })
        guard code == MOSQ_ERR_SUCCESS.rawValue else {
            throw .unusable(
                "`ca_file`, `certificate` or `key` cannot be used: \(String(cString: mosquitto_strerror(code)))")
        }
    }

    private func listen() {
        mosquitto_connect_v5_callback_set(handle) { _, context, code, _, _ in
            MQTTConnection.from(context).answer = code
        }
        mosquitto_publish_v5_callback_set(handle) { _, context, id, reason, _ in
            MQTTConnection.from(context).acknowledged[id] = reason
        }
        mosquitto_subscribe_callback_set(handle) { _, context, _, _, _ in
            MQTTConnection.from(context).subscriptions += 1
        }
        mosquitto_message_callback_set(handle) { _, context, message in
            guard let message else { return }
            MQTTConnection.from(context).keep(message.pointee)
        }
        mosquitto_log_callback_set(handle) { _, context, level, text in
            guard level == MOSQ_LOG_ERR, let text else { return }
            MQTTConnection.from(context).lastLog = String(cString: text)
        }
    }

    private func keep(_ message: mosquitto_message) {
        guard message.retain, let topic = message.topic, kept.count < Self.mostKept else { return }
        let payload = UnsafeRawBufferPointer(start: message.payload, count: Int(message.payloadlen))
        kept.append(MQTTMessage(topic: String(cString: topic), payload: Array(payload), isRetained: true))
    }

    /// The value that libmosquitto passes back to its callbacks; whoever calls its functions keeps it alive meanwhile.
    private static func from(_ context: UnsafeMutableRawPointer?) -> MQTTConnection {
        guard let context else { preconditionFailure("libmosquitto called back without its context") }
        return Unmanaged<MQTTConnection>.fromOpaque(context).takeUnretainedValue()
    }
}

extension String {
    fileprivate var trimmed: String { hasSuffix(".") ? String(dropLast()) : self }
}
