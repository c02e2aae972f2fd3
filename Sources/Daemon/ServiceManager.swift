import FoundationEssentials
import Glibc

/// The service manager's notification socket, `sd_notify(3)`: a datagram of `NAME=VALUE` lines to `$NOTIFY_SOCKET`.
///
/// The protocol is stable and meant to be implemented by itself (sd_notify(3), "Notes"). Without the variable, as when
/// started by hand, every call does nothing.
package struct ServiceManager: Sendable {
    private let socketPath: String?

    /// Half of `$WATCHDOG_USEC`, the interval that systemd asks for (sd_watchdog_enabled(3)); nil where no watchdog waits.
    package let watchdogInterval: Duration?

    package init(environment: [String: String]) {
        socketPath = environment["NOTIFY_SOCKET"]
        let microseconds = environment["WATCHDOG_USEC"].flatMap(Int64.init)
        let ours = environment["WATCHDOG_PID"].map { $0 == String(getpid()) } ?? true
        watchdogInterval = ours ? microseconds.map { .microseconds($0 / 2) } : nil
    }

    /// Started, or a reload is over.
    ///
    /// - Parameter status: the line that `systemctl status` shows from now on.
    package func ready(status: String) { notify("READY=1\nSTATUS=" + Self.oneLine(status)) }

    /// A reload begins; ``ready(status:)`` ends it.
    package func reloading() {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        // From systemd 253 on, `Type=notify-reload` tells by the time that this is the answer to its signal.
        notify("RELOADING=1\nMONOTONIC_USEC=\(now.tv_sec * 1_000_000 + now.tv_nsec / 1_000)")
    }

    package func stopping() { notify("STOPPING=1") }
    package func alive() { notify("WATCHDOG=1") }

    /// A line that `systemctl status` shows.
    package func status(_ line: String) { notify("STATUS=" + Self.oneLine(line)) }

    /// What follows a line's end would be an assignment of its own.
    private static func oneLine(_ text: String) -> String {
        text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).joined(separator: " ")
    }

    private func notify(_ message: String) {
        guard let socketPath, var address = sockaddr_un(notifying: socketPath) else { return }
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + socketPath.utf8.count)
        withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                _ = sendto(descriptor, message, message.utf8.count, Int32(MSG_NOSIGNAL), generic, length)
            }
        }
    }
}

extension sockaddr_un {
    /// A path, or an abstract name where it starts with `@` (its first byte is then zero); nil where it does not fit.
    init?(notifying path: String) {
        self.init()
        sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: sun_path) else { return nil }
        withUnsafeMutableBytes(of: &sun_path) { $0.copyBytes(from: bytes) }
        if bytes.first == UInt8(ascii: "@") { sun_path.0 = 0 }
    }
}
