/// Lines of which each carries the hash of the one before, so that one that was changed, removed or put in shows.
///
/// What a line carries is the SHA-256 of all bytes of the line before it, without its end; the first line of all carries
/// 64 zeros. It proves order and wholeness to whoever knows one later line, not who wrote them: that is what signatures are for.
package struct HashChain: Hashable, Sendable {
    /// SHA-256 of the last line, 32 bytes; zeros before the first.
    package private(set) var head: [UInt8]

    /// Before the first line.
    package init() {
        head = Array(repeating: 0, count: 32)
    }

    /// Goes on where another left off; nil unless it is 32 bytes.
    package init?(head: [UInt8]) {
        guard head.count == 32 else { return nil }
        self.head = head
    }

    /// Goes on after a line.
    package init(after line: [UInt8]) {
        head = SHA256.digest(line)
    }

    /// What the next line is to carry: 64 lower-case hexadecimal digits.
    package var previous: String { hexadecimal(head) }

    /// - Parameter line: with what it carries, without its end.
    package mutating func append(_ line: [UInt8]) {
        head = SHA256.digest(line)
    }
}
