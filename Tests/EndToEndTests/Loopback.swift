import Foundation
import TestSupport

/// Accepts connections in the kernel's queue and never says a word.
final class SilentServer {
    let port: UInt16
    private let descriptor: Int32

    init() throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(descriptor, generic, length) | listen(descriptor, 16) | getsockname(descriptor, generic, &length)
            }
        }
        guard code == 0 else { throw POSIXError(.EADDRNOTAVAIL) }
        port = UInt16(bigEndian: address.sin_port)
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }
}

/// What systemd would listen at: a datagram socket, sd_notify(3).
final class NotificationSocket {
    private let descriptor: Int32
    private var heard = ""

    init(path: String) throws {
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
        let length = socklen_t(MemoryLayout<sockaddr_un>.size)
        let code = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
        }
        guard code == 0 else { throw POSIXError(.EADDRNOTAVAIL) }
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// Throws ``TimedOut`` where one of the words does not come, or the last one not after the others.
    func wait(for words: [String], then last: String = "") throws {
        _ = try poll(seconds: 20) { () -> Bool? in
            var buffer = [UInt8](repeating: 0, count: 4_096)
            while case let count = recv(descriptor, &buffer, buffer.count, 0), count > 0 {
                heard += String(decoding: buffer[..<count], as: UTF8.self) + "\n"
            }
            guard words.allSatisfy(heard.contains) else { return nil }
            let rest = words.compactMap { heard.range(of: $0)?.upperBound }.max() ?? heard.startIndex
            return last.isEmpty || heard[rest...].contains(last) ? true : nil
        }
    }
}
