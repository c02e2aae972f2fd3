import FoundationEssentials

/// NumPy's own file format, so that anyone can compare with any runtime
/// (numpy.org/doc/stable/reference/generated/numpy.lib.format.html): versions 1 to 3, C order, little-endian.
package enum Npy {
    /// Why a file is no tensor.
    package struct Failure: Error, CustomStringConvertible {
        package let path: String
        package let reason: String
        package var description: String { "\(path): \(reason)" }
    }

    static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

    static let types: [(code: String, type: ElementType)] = [
        ("f4", .float32), ("f8", .float64), ("f2", .float16), ("i1", .int8), ("i2", .int16), ("i4", .int32),
        ("i8", .int64), ("u1", .uint8), ("u2", .uint16), ("u4", .uint32), ("u8", .uint64), ("b1", .bool),
    ]

    /// Bytes of a file that is read; and of the header, which NumPy itself bounds at 10,000.
    private static let limit = 1 << 30
    private static let headerLimit = 10_000

    /// Reads an array; nothing is allocated before header, shape and size agree.
    package static func read(path: String) throws(Failure) -> Tensor {
        let file: FileBytes
        do { file = try FileBytes(path: path, limit: limit + headerLimit) } catch {
            throw Failure(path: path, reason: error.cause)
        }
        guard file.count >= 12, (0..<6).allSatisfy({ file[$0] == magic[$0] }), (1...3).contains(file[6]) else {
            throw Failure(path: path, reason: "no NumPy array (.npy)")
        }
        let lengthBytes = file[6] == 1 ? 2 : 4
        let length = (0..<lengthBytes).reduce(0) { $0 | Int(file[8 + $1]) << (8 * $1) }
        let start = 8 + lengthBytes + length
        guard length <= headerLimit, start <= file.count else {
            throw Failure(path: path, reason: "a header of \(length) bytes in a file of \(file.count)")
        }
        let text = unsafe file.withBytes(8 + lengthBytes..<start) { unsafe String(decoding: $0, as: UTF8.self) }
        let header = try NpyHeader(text, path)
        guard file.count - start == header.byteCount else {
            throw Failure(path: path, reason: "\(file.count - start) bytes of data for shape \(header.shape)")
        }
        return header.tensor(file, from: start)
    }

    /// Writes version 1, padded as NumPy pads it.
    package static func write(_ tensor: Tensor, path: String) throws(Failure) {
        guard let code = types.first(where: { $0.type == tensor.type })?.code else {
            throw Failure(path: path, reason: "NumPy has no \(tensor.type)")
        }
        let order = tensor.type.size == 1 ? "|" : "<"
        let sides = tensor.shape.map(String.init).joined(separator: ", ") + (tensor.shape.count == 1 ? "," : "")
        var header = "{'descr': '\(order)\(code)', 'fortran_order': False, 'shape': (\(sides)), }"
        header += String(repeating: " ", count: 63 - (10 + header.utf8.count) % 64) + "\n"
        var data = Data(magic + [1, 0, UInt8(header.utf8.count & 0xFF), UInt8(header.utf8.count >> 8)])
        data.append(contentsOf: header.utf8)
        unsafe data.append(contentsOf: UnsafeRawBufferPointer(start: tensor.storage.base, count: tensor.byteCount))
        do { try data.write(to: URL(filePath: path)) } catch {
            throw Failure(path: path, reason: "cannot be written")
        }
    }
}

/// What the header's dictionary says, checked.
private struct NpyHeader {
    let type: ElementType
    let shape: [Int]

    var byteCount: Int { shape.product * type.size }

    init(_ text: String, _ path: String) throws(Npy.Failure) {
        func failure(_ reason: String) -> Npy.Failure { Npy.Failure(path: path, reason: reason) }
        guard let descriptor = Self.value(of: "descr", in: text)?.split(separator: "'").first else {
            throw failure("the header has no descr")
        }
        let code = descriptor.dropFirst()
        guard let order = descriptor.first, "<|=".contains(order),
            let type = Npy.types.first(where: { $0.code == code })?.type
        else {
            throw failure("numbers of type \(descriptor.prefix(20)); readable are \(Npy.types.map { "<" + $0.code })")
        }
        guard Self.value(of: "fortran_order", in: text)?.hasPrefix("False") == true else {
            throw failure("Fortran order; write it with numpy.ascontiguousarray")
        }
        guard let shape = Self.value(of: "shape", in: text).flatMap(Self.extents),
            shape.count <= Model.Limits.rank
        else { throw failure("a shape that cannot be read, or of more than \(Model.Limits.rank) dimensions") }
        var count = 1
        for extent in shape {
            let (product, overflow) = count.multipliedReportingOverflow(by: extent)
            guard !overflow, product <= Model.Limits.elements else { throw failure("shape \(shape) is too large") }
            count = product
        }
        self.type = type
        self.shape = shape
    }

    /// What stands behind a key of the dictionary.
    private static func value(of key: String, in header: String) -> Substring? {
        header.firstRange(of: "'\(key)':").map { header[$0.upperBound...].drop { $0 == " " } }
    }

    /// `(1, 3, 4)`, `(5,)` or `()`; nil where it is none.
    private static func extents(_ text: Substring) -> [Int]? {
        guard text.hasPrefix("("), let end = text.firstIndex(of: ")") else { return nil }
        var extents: [Int] = []
        for part in text[..<end].dropFirst().split(separator: ",") {
            let digits = part.filter { $0 != " " }
            guard !digits.isEmpty else { continue }
            guard let extent = Int(digits), extent >= 0 else { return nil }
            extents.append(extent)
        }
        return extents
    }

    func tensor(_ file: FileBytes, from start: Int) -> Tensor {
        let tensor = Tensor(type: type, shape: shape)
        unsafe file.withBytes(start..<start + byteCount) { bytes in
            if let source = bytes.baseAddress {
                unsafe tensor.storage.base.copyMemory(from: source, byteCount: bytes.count)
            }
        }
        return tensor
    }
}

extension Tensor {
    fileprivate var byteCount: Int { count * type.size }
}

extension ModelError {
    /// Without the path.
    fileprivate var cause: String {
        switch self {
        case .unreadable(_, let reason), .malformed(_, let reason, _), .tooLarge(_, let reason): reason
        default: "\(self)"
        }
    }
}
