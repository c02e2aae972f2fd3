// `stdout` is a variable of C's, which nothing here sets.
@preconcurrency import Glibc

/// What `print` writes to.
enum StandardOutput {
    /// Writes what is still in its buffer.
    ///
    /// - Throws: exit status 73 where not all that was printed has gone out: a script would take the half for the whole.
    static func finish() throws {
        guard fflush(stdout) != 0 || ferror(stdout) != 0 else { return }
        throw Failure.exit(
            Failure.cannotCreate, "standard output cannot be written: \(String(cString: strerror(errno)))")
    }
}
