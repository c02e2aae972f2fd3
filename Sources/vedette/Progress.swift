import Glibc

/// How far long work has come: one line of a terminal, written over and over; nothing where nobody looks.
struct Progress {
    private let what: String
    private let isSeen = isatty(STDERR_FILENO) == 1
    private var shown = ContinuousClock.now

    init(_ what: String) {
        self.what = what
    }

    /// - Parameter seconds: of footage that is behind.
    mutating func note(seconds: Double) {
        guard isSeen, .now - shown > .milliseconds(200) else { return }
        shown = .now
        Terminal.write("\r\u{1B}[K\(what): \(timeOfDay(seconds))", to: STDERR_FILENO)
    }

    func finish() {
        if isSeen { Terminal.write("\r\u{1B}[K", to: STDERR_FILENO) }
    }
}
