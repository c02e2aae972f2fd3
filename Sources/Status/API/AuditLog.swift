package import Clocks
import Digests
import FoundationEssentials
import Glibc
import Synchronization

/// Who looked at which picture and who changed what: JSON lines, each with the hash of the one before, so that a line
/// that was changed or taken out shows.
///
/// A record is on its way to the disk before what it tells of happens: without a record there is no picture.
package final class AuditLog: Sendable {
    package struct Record: Codable, Equatable, Sendable {
        package var time: CaptureTime
        /// `picture`, `reload`, `refused`, `opened`.
        package var action: String
        package var caller: String
        /// The peer's numeric address.
        package var address: String
        package var camera: String?
        package var detail: String?

        package init(
            action: String, caller: String, address: String, camera: String? = nil, detail: String? = nil,
            time: CaptureTime = .now()
        ) {
            self.time = time
            self.action = action
            self.caller = caller
            self.address = address
            self.camera = camera
            self.detail = detail
        }
    }

    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    private struct State {
        var descriptor: Int32 = -1
        var chain = HashChain()
        var number = 0
    }

    private let path: String
    private let state = Mutex(State())

    /// - Parameter path: the file; opened with the first record, so that a folder that is not there costs only pictures.
    package init(path: String) {
        self.path = path
    }

    deinit {
        state.withLock { if $0.descriptor >= 0 { close($0.descriptor) } }
    }

    /// - Throws: ``Failure`` where the record cannot be written; what it was to tell of must not happen then.
    package func write(_ record: Record) throws(Failure) {
        let outcome = state.withLock { state in Result { () throws(Failure) in try append(record, &state) } }
        try outcome.get()
    }

    /// The last lines of the file, at most about 256 KiB of them, oldest first.
    package func tail(_ limit: Int) -> [String] {
        guard let text = Self.end(of: path) else { return [] }
        return text.split(separator: "\n").suffix(limit).map(String.init)
    }

    private func append(_ record: Record, _ state: inout State) throws(Failure) {
        if state.descriptor >= 0, !isAtItsPath(state.descriptor) {
            close(state.descriptor)
            state.descriptor = -1
        }
        if state.descriptor < 0 { try open(&state) }
        let line = try Self.line(record, number: state.number + 1, previous: state.chain.previous)
        let bytes = line + [UInt8(ascii: "\n")]
        let count = bytes.withUnsafeBytes { Glibc.write(state.descriptor, $0.baseAddress, $0.count) }
        guard count == bytes.count, fdatasync(state.descriptor) == 0 else {
            let failure = Failure(
                description: "the audit log \(path) cannot be written: \(String(cString: strerror(errno)))")
            // What is left of a line that was cut short is fenced off with the next opening.
            close(state.descriptor)
            state.descriptor = -1
            throw failure
        }
        state.number += 1
        state.chain.append(line)
    }

    /// Whether the file was not moved away or removed, as a rotation does.
    private func isAtItsPath(_ descriptor: Int32) -> Bool {
        var (opened, named) = (stat(), stat())
        return fstat(descriptor, &opened) == 0 && stat(path, &named) == 0 && opened.st_ino == named.st_ino
            && opened.st_dev == named.st_dev
    }

    /// Continues the chain where the file's last whole line, or memory, left it.
    private func open(_ state: inout State) throws(Failure) {
        let descriptor = Glibc.open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw Failure(description: "the audit log \(path) cannot be opened: \(String(cString: strerror(errno)))")
        }
        state.descriptor = descriptor
        guard let text = Self.end(of: path), !text.isEmpty else { return }
        if !text.hasSuffix("\n") { _ = Glibc.write(descriptor, "\n", 1) }
        guard let last = text.split(separator: "\n").last else { return }
        state.chain = HashChain(after: Array(last.utf8))
        if let link = try? JSONDecoder().decode(Link.self, from: Data(last.utf8)) { state.number = link.number }
    }

    private struct Link: Codable {
        let number: Int
        let previousHash: String

        /// As the event log has it, so that `vedette events verify` follows this chain, too.
        private enum CodingKeys: String, CodingKey {
            case number
            case previousHash = "previoushash"
        }
    }

    private static func line(_ record: Record, number: Int, previous: String) throws(Failure) -> [UInt8] {
        struct Line: Encodable {
            let record: Record
            let link: Link

            func encode(to encoder: any Encoder) throws {
                try record.encode(to: encoder)
                try link.encode(to: encoder)
            }
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(Line(record: record, link: Link(number: number, previousHash: previous)))
        else {
            throw Failure(description: "an audit record cannot be written as JSON")
        }
        return Array(data)
    }

    private static func end(of path: String) -> String? {
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        let size = lseek(descriptor, 0, SEEK_END)
        let start = max(0, size - (256 << 10))
        var bytes = [UInt8](repeating: 0, count: max(0, size - start))
        let count = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, start) }
        guard count >= 0 else { return nil }
        let text = String(decoding: bytes[..<count], as: UTF8.self)
        // A line that begins before what was read is left out.
        return start == 0 ? text : text.firstIndex(of: "\n").map { String(text[text.index(after: $0)...]) }
    }
}
