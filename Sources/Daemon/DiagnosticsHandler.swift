import Glibc
package import Logging

/// Diagnostics on standard error: one line each, `LEVEL message key=value …`.
///
/// Under systemd, which names its journal's stream in `$JOURNAL_STREAM`, a line starts with its priority instead
/// (sd-daemon(3)), so that `journalctl -p warning` finds it.
package struct DiagnosticsHandler: LogHandler {
    package var metadata: Logger.Metadata = [:]
    private let level: DiagnosticsLevel

    /// Where a logger was given a level of its own.
    private var ownLevel: Logger.Level?
    private let underSystemd: Bool

    package init(level: DiagnosticsLevel, environment: [String: String]) {
        self.level = level
        underSystemd = environment["JOURNAL_STREAM"] != nil
    }

    package var logLevel: Logger.Level {
        get { ownLevel ?? level.now }
        set { ownLevel = newValue }
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        let head = underSystemd ? "<\(priority(of: event.level))>" : "\(event.level) "
        let all = metadata.merging(event.metadata ?? [:]) { _, new in new }
        let tail = all.sorted { $0.key < $1.key }.map { " \($0.key)=\(quoted("\($0.value)"))" }.joined()
        let line = head + event.message.description + tail + "\n"
        line.utf8CString.withUnsafeBufferPointer { _ = write(STDERR_FILENO, $0.baseAddress, $0.count - 1) }
    }

    /// Syslog's levels (RFC 5424, section 6.2.1).
    private func priority(of level: Logger.Level) -> Int {
        switch level {
        case .critical: 2
        case .error: 3
        case .warning: 4
        case .notice: 5
        case .info: 6
        case .debug, .trace: 7
        }
    }

    /// A value with blanks or line breaks is quoted and escaped: what a camera or a receiver says never forges a line.
    private func quoted(_ value: String) -> String {
        let plain = value.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value != 0x7F && $0 != "\"" }
        // Swift escapes the apostrophe, too, which nobody needs to see so.
        return plain && !value.isEmpty ? value : value.debugDescription.replacing("\\'", with: "'")
    }
}
