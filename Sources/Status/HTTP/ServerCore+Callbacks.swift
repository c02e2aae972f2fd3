import CMicroHTTPD
import Glibc
import Threads

/// One request on its way in; known to the library by its address.
final class PendingRequest {
    /// Path and query as they came; nil for bytes that are no text.
    let target: String?
    var isAnnounced = false
    var bodyBytes = 0

    /// Where it takes a while.
    var slowAnswer: SlowAnswer?

    init(target: String?) {
        self.target = target
    }
}

extension ServerCore {
    func start(_ socket: Int32, _ identity: HTTPServer.Identity?) -> OpaquePointer? {
        var options = vedette_http_options()
        options.socket = socket
        options.connections = UInt32(limits.connections)
        options.connections_each = UInt32(limits.connectionsOfOneAddress)
        options.idle_seconds = UInt32(limits.idle.components.seconds)
        options.connection_memory = limits.requestBytes
        options.context = Unmanaged.passUnretained(self).toOpaque()
        options.connection = { context, connection, _, code in
            guard let core = ServerCore.of(context), let connection else { return }
            if code == .CONNECTION_NOTIFY_STARTED {
                core.connections.begin(connection, descriptor: vedette_http_descriptor(connection))
            } else {
                core.connections.end(connection)
            }
        }
        options.begin = { _, target, _ in
            let request = PendingRequest(target: target.flatMap { String(validatingCString: $0) })
            return Unmanaged.passRetained(request).toOpaque()
        }
        options.handle = { context, connection, _, method, _, _, bodySize, state in
            guard let core = ServerCore.of(context), let connection, let method, let bodySize,
                let pending = state?.pointee
            else { return .NO }
            let request = Unmanaged<PendingRequest>.fromOpaque(pending).takeUnretainedValue()
            return core.handle(request, String(cString: method), bodySize, on: connection)
        }
        options.end = { context, connection, state, _ in
            if let pending = state?.pointee {
                let request = Unmanaged<PendingRequest>.fromOpaque(pending).takeRetainedValue()
                if request.isAnnounced { ServerCore.of(context)?.underWay.withLock { $0 -= 1 } }
            }
            state?.pointee = nil
            if let connection { ServerCore.of(context)?.connections.restart(connection) }
        }
        guard let identity else { return vedette_http_start(&options) }
        return identity.certificate.withCString { certificate in
            identity.key.withCString { key in
                options.certificate = certificate
                options.key = key
                return vedette_http_start(&options)
            }
        }
    }

    private static func of(_ context: UnsafeMutableRawPointer?) -> ServerCore? {
        context.map { Unmanaged<ServerCore>.fromOpaque($0).takeUnretainedValue() }
    }

    /// The library calls this once with the headers, for each piece of a body, once at the end, and again where the
    /// connection was suspended then.
    private func handle(
        _ pending: PendingRequest, _ method: String, _ bodySize: UnsafeMutablePointer<Int>, on connection: OpaquePointer
    ) -> MHD_Result {
        guard pending.isAnnounced else {
            pending.isAnnounced = true
            underWay.withLock { $0 += 1 }
            // An answer at this point ends the connection, whatever else of the body comes.
            let isTooLarge = contentLength(connection) > limits.bodyBytes
            return isTooLarge ? queue(.problem(413, "a body that nobody asked for"), on: connection) : .YES
        }
        if bodySize.pointee > 0 {
            pending.bodyBytes += bodySize.pointee
            bodySize.pointee = 0
            return pending.bodyBytes > limits.bodyBytes ? .NO : .YES
        }
        if let slow = pending.slowAnswer { return queue(slow, on: connection) }
        let request = pending.target.flatMap { target in
            HTTPRequest(
                method: method, target: target, headers: headers(of: connection),
                peer: numericHost(of: vedette_http_peer(connection)))
        }
        let answer = request.map(self.answer) ?? .problem(400, "the request's target means nothing")
        guard case .later(let make) = answer.body else { return queue(answer, on: connection) }
        guard let slow = slowLane.take(make) else {
            return queue(.tryAgain("too many wait for pictures already"), on: connection)
        }
        pending.slowAnswer = slow
        return queue(slow, on: connection)
    }

    private func queue(_ slow: SlowAnswer, on connection: OpaquePointer) -> MHD_Result {
        slow.taken(by: connection).map { queue($0, on: connection) } ?? .YES
    }

    private func contentLength(_ connection: OpaquePointer) -> Int {
        MHD_lookup_connection_value(connection, .HEADER_KIND, "Content-Length")
            .map { Int(String(cString: $0)) ?? .max } ?? 0
    }

    private func headers(of connection: OpaquePointer) -> [String: String] {
        var headers: [String: String] = [:]
        withUnsafeMutablePointer(to: &headers) { pointer in
            _ = MHD_get_connection_values(
                connection, .HEADER_KIND,
                { context, _, name, value in
                    guard let headers = context?.assumingMemoryBound(to: [String: String].self), let name, let value
                    else { return .YES }
                    let key = String(cString: name).lowercased()
                    // Two values of one header are told apart from one: who sends that means harm.
                    let text = String(cString: value)
                    headers.pointee[key] = headers.pointee[key].map { $0 + "," + text } ?? text
                    return .YES
                }, pointer)
        }
        return headers
    }

    private func queue(_ answer: HTTPAnswer, on connection: OpaquePointer) -> MHD_Result {
        let response: OpaquePointer?
        switch answer.body {
        case .bytes(let bytes):
            response = bytes.withUnsafeBytes { buffer in
                MHD_create_response_from_buffer(
                    buffer.count, UnsafeMutableRawPointer(mutating: buffer.baseAddress), .RESPMEM_MUST_COPY)
            }
        case .events(let stream):
            connections.exempt(connection)
            stream.begin(connection)
            response = MHD_create_response_from_callback(
                UInt64.max, 4_096,
                { context, _, buffer, limit in
                    guard let context, let buffer else { return -1 }
                    return Unmanaged<EventStream>.fromOpaque(context).takeUnretainedValue().read(
                        into: buffer, limit: limit)
                }, Unmanaged.passRetained(stream).toOpaque(),
                { context in
                    guard let context else { return }
                    Unmanaged<EventStream>.fromOpaque(context).takeRetainedValue().forget()
                })
        // Only for what makes an answer of an answer for ever.
        case .later: return .NO
        }
        guard let response else { return .NO }
        defer { MHD_destroy_response(response) }
        let usual = Self.always.filter { header in !answer.headers.contains { $0.name == header.0 } }
        for (name, value) in usual + [("Content-Type", answer.type)] + answer.headers {
            MHD_add_response_header(response, name, value)
        }
        count(answer.status)
        return MHD_queue_response(connection, UInt32(answer.status), response)
    }

    /// Unless an answer says otherwise: it is one caller's, is no page, and is what its type says.
    private static let always = [
        ("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff"),
        ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
        ("Cross-Origin-Resource-Policy", "same-origin"), ("Referrer-Policy", "no-referrer"),
    ]
}
