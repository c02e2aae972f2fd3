/// When the log moves its own file away, and what becomes of it then. What logrotate does besides, or instead, is no harm.
package struct LogRotation: Hashable, Sendable {
    /// A file that is this large is moved away before the next batch of events.
    package var bytes: Int

    /// Files that are kept besides the one that is written to; the oldest go.
    package var keptFiles: Int

    /// Whether files that were moved away are compressed with gzip.
    package var compresses: Bool

    package init(bytes: Int = 100_000_000, keptFiles: Int = 10, compresses: Bool = true) {
        self.bytes = bytes
        self.keptFiles = keptFiles
        self.compresses = compresses
    }
}
