import Glibc

/// How far long work has come: one line of a terminal's standard error, written over and over; nothing where nobody looks.
final class Progress {
    private let isShown = isatty(STDERR_FILENO) == 1
    private var lastSaid = ContinuousClock.now
    private var isSaid = false

    /// - Parameter text: on one line; not asked for where it is not shown.
    func say(_ text: @autoclosure () -> String) {
        guard isShown, .now - lastSaid > .milliseconds(300) else { return }
        lastSaid = .now
        isSaid = true
        Terminal.write("\r\u{1B}[K\(text())", to: STDERR_FILENO)
    }

    func clear() {
        if isSaid { Terminal.write("\r\u{1B}[K", to: STDERR_FILENO) }
    }
}
