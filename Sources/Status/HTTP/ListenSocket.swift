import Glibc

/// A socket that waits for connections, before and between the servers that use it.
package struct ListenSocket: Sendable {
    package struct Failure: Error, CustomStringConvertible {
        /// `errno`.
        package let code: Int32
        let address: String

        package var description: String { "cannot listen at \(address): \(String(cString: strerror(code)))" }
    }

    let descriptor: Int32

    /// The port it has, also where any was asked for.
    package let port: Int

    /// - Parameter host: a numeric address, IPv6 without brackets.
    package init(host: String, port: Int) throws(Failure) {
        let shown = (host.contains(":") ? "[\(host)]" : host) + ":\(port)"
        var hints = addrinfo()
        hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, String(port), &hints, &found) == 0, let address = found else {
            throw Failure(code: EADDRNOTAVAIL, address: shown)
        }
        defer { freeaddrinfo(found) }
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        let descriptor = socket(address.pointee.ai_family, kind, 0)
        guard descriptor >= 0 else { throw Failure(code: errno, address: shown) }
        // After a restart, connections of the one before may still be winding down.
        var yes: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        guard bind(descriptor, address.pointee.ai_addr, address.pointee.ai_addrlen) == 0, listen(descriptor, 64) == 0
        else {
            let failure = Failure(code: errno, address: shown)
            Glibc.close(descriptor)
            throw failure
        }
        self.descriptor = descriptor
        self.port = Self.port(of: descriptor) ?? port
    }

    /// Gives the address back; not once a server has it.
    package func close() {
        Glibc.close(descriptor)
    }

    private static func port(of descriptor: Int32) -> Int? {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        return withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                var service = [CChar](repeating: 0, count: Int(NI_MAXSERV))
                guard getsockname(descriptor, address, &length) == 0,
                    getnameinfo(
                        address, length, nil, 0, &service, socklen_t(service.count), NI_NUMERICSERV | NI_NUMERICHOST)
                        == 0
                else { return nil }
                return Int(text(service))
            }
        }
    }
}

/// A peer's numeric address; empty where the system has none.
func numericHost(of address: UnsafePointer<sockaddr>?) -> String {
    guard let address else { return "" }
    let length =
        address.pointee.sa_family == sa_family_t(AF_INET6)
        ? MemoryLayout<sockaddr_in6>.size : MemoryLayout<sockaddr_in>.size
    var host = [CChar](repeating: 0, count: Int(NI_MAXHOST))
    guard getnameinfo(address, socklen_t(length), &host, socklen_t(host.count), nil, 0, NI_NUMERICHOST) == 0 else {
        return ""
    }
    return text(host)
}

/// Up to the first zero.
private func text(_ characters: [CChar]) -> String {
    String(decoding: characters.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
}
