import FoundationEssentials
import Glibc

/// What was found after the last line's end, and what was done about it.
enum TornLine: Equatable, Sendable {
    /// A whole event that lacked only its line's end.
    case completed

    /// The beginning of an event, this many bytes: cut off. It had never been acknowledged.
    case cut(bytes: Int)

    /// Too long to be ours: left as it is, on a line of its own.
    case fenced(bytes: Int)

    /// Events are a few hundred bytes; nothing longer than this is cut off a file that may not be ours.
    static let longestEvent = 1 << 20
}

/// Makes the file end with a line's end, so that the next event begins a line.
func repairLastLine(of descriptor: Int32, path: String) throws(LogError) -> TornLine? {
    let end = lseek(descriptor, 0, SEEK_END)
    let tail = try readTail(of: descriptor, end: end, path: path)
    guard let torn = tail.split(separator: newline, omittingEmptySubsequences: false).last,
        !torn.isEmpty
    else {
        return nil
    }
    if torn.count > TornLine.longestEvent {
        try appendNewline(to: descriptor, path: path)
        return .fenced(bytes: torn.count)
    }
    if isWholeJSON(torn) {
        try appendNewline(to: descriptor, path: path)
        return .completed
    }
    guard ftruncate(descriptor, end - off_t(torn.count)) == 0 else {
        throw LogError(operation: "repair", path: path, code: errno)
    }
    return .cut(bytes: torn.count)
}

private let newline = UInt8(ascii: "\n")

private func readTail(of descriptor: Int32, end: off_t, path: String) throws(LogError) -> [UInt8] {
    let size = Int(min(end, off_t(TornLine.longestEvent) + 1))
    var bytes = [UInt8](repeating: 0, count: size)
    let count = retryingInterrupts { pread(descriptor, &bytes, size, end - off_t(size)) }
    guard count == size else {
        throw LogError(operation: "read", path: path, code: count < 0 ? errno : EIO)
    }
    return bytes
}

private func appendNewline(to descriptor: Int32, path: String) throws(LogError) {
    guard retryingInterrupts({ write(descriptor, "\n", 1) }) == 1 else {
        throw LogError(operation: "repair", path: path, code: errno)
    }
}

private func isWholeJSON(_ bytes: ArraySlice<UInt8>) -> Bool {
    struct AnyObject: Decodable {}
    return (try? JSONDecoder().decode(AnyObject.self, from: Data(bytes))) != nil
}
