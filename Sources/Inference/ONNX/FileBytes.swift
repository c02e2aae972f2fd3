#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A file mapped read-only. Pages that are never touched, such as weights that are read once, cost no memory for long.
///
/// `@unchecked Sendable` holds because the memory is never written.
@safe final class FileBytes: @unchecked Sendable {
    let path: String
    let count: Int
    private let base: UnsafeRawPointer
    private let isMapped: Bool

    /// Bytes that are part of this program; `name` stands for the path in errors.
    init(embedded bytes: UnsafeRawBufferPointer, name: String) throws(ModelError) {
        guard let base = bytes.baseAddress else { throw .malformed(path: name, reason: "it is empty", offset: 0) }
        path = name
        count = bytes.count
        unsafe self.base = base
        isMapped = false
    }

    /// Maps at most `limit` bytes.
    init(path: String, limit: Int) throws(ModelError) {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .unreadable(path: path, reason: unsafe String(cString: strerror(errno))) }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw .unreadable(path: path, reason: "not a regular file")
        }
        let size = Int(status.st_size)
        guard size > 0 else { throw .malformed(path: path, reason: "the file is empty", offset: 0) }
        guard size <= limit else { throw .tooLarge(path: path, reason: "\(size) bytes, the limit is \(limit)") }
        guard let mapped = unsafe mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), unsafe mapped != MAP_FAILED
        else { throw .unreadable(path: path, reason: unsafe String(cString: strerror(errno))) }
        self.path = path
        count = size
        unsafe base = UnsafeRawPointer(mapped)
        isMapped = true
    }

    deinit { if isMapped { unsafe munmap(UnsafeMutableRawPointer(mutating: base), count) } }

    /// The bytes of a range, which must lie inside the file.
    func withBytes<R>(_ range: Range<Int>, _ body: (UnsafeRawBufferPointer) -> R) -> R {
        precondition(range.lowerBound >= 0 && range.upperBound <= count)
        return unsafe body(UnsafeRawBufferPointer(start: base + range.lowerBound, count: range.count))
    }

    subscript(index: Int) -> UInt8 {
        precondition(index >= 0 && index < count)
        return unsafe base.load(fromByteOffset: index, as: UInt8.self)
    }
}
