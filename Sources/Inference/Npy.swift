import FoundationEssentials

/// NumPy's own file format (numpy.org/doc/stable/reference/generated/numpy.lib.format.html): so that anyone can
/// compare with any runtime.
package enum Npy {
    /// Why a file is no tensor.
    package struct Failure: Error, CustomStringConvertible {
        package let path: String
        package let reason: String
        package var description: String { "\(path): \(reason)" }
    }

    private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

    private static let types: [(code: String, type: ElementType)] = [
        ("f4", .float32), ("f8", .float64), ("f2", .float16), ("i1", .int8), ("i2", .int16), ("i4", .int32),
        ("i8", .int64), ("u1", .uint8), ("u2", .uint16), ("u4", .uint32), ("u8", .uint64), ("b1", .bool),
    ]

    // MARK: Reading

    /// A little-endian array in C order, of at most a gigabyte.
    package static func read(path: String) throws(Failure) -> Tensor {
        let data: Data
        do { data = try Data(contentsOf: URL(filePath: path)) } catch {
            throw Failure(path: path, reason: "cannot be read")
        }
        let bytes = [UInt8](data)
        guard bytes.count >= 12, bytes.starts(with: magic), (1...3).contains(bytes[6]) else {
            throw Failure(path: path, reason: "not a NumPy array")
        }
        let wide = bytes[6] > 1
        let length = (wide ? 0..<4 : 0..<2).reduce(0) { $0 | Int(bytes[8 + $1]) << (8 * $1) }
        let start = (wide ? 12 : 10) + length
        guard start <= bytes.count else { throw Failure(path: path, reason: "the header is cut short") }
        let header = String(decoding: bytes[(wide ? 12 : 10)..<start], as: UTF8.self)
        let (type, shape) = try parse(header, path)
        var count = 1
        for extent in shape {
            let (product, overflow) = count.multipliedReportingOverflow(by: extent)
            guard !overflow, product <= 1 << 30 else {
                throw Failure(path: path, reason: "shape \(shape) is too large")
            }
            count = product
        }
        guard bytes.count - start == count * type.size else {
            throw Failure(path: path, reason: "\(bytes.count - start) bytes of data for shape \(shape)")
        }
        return Tensor(type: type, shape: shape, bytes: bytes[start...])
    }

    private static func parse(_ header: String, _ path: String) throws(Failure) -> (ElementType, [Int]) {
        guard let descriptor = field("descr", header)?.split(separator: "'").first,
            let order = descriptor.first, "<|=".contains(order),
            let type = types.first(where: { $0.code == descriptor.dropFirst() })?.type
        else { throw Failure(path: path, reason: "only little-endian numbers are read") }
        guard field("fortran_order", header)?.hasPrefix("False") == true else {
            throw Failure(path: path, reason: "only C order is read")
        }
        guard let shape = field("shape", header), shape.hasPrefix("("), let close = shape.firstIndex(of: ")") else {
            throw Failure(path: path, reason: "the header has no shape")
        }
        var extents: [Int] = []
        for part in shape[shape.index(after: shape.startIndex)..<close].split(separator: ",") {
            let digits = part.filter { $0 != " " }
            guard !digits.isEmpty else { continue }
            guard let extent = Int(digits), extent >= 0 else {
                throw Failure(path: path, reason: "a shape of \(shape)")
            }
            extents.append(extent)
        }
        guard extents.count <= Model.Limits.rank else { throw Failure(path: path, reason: "too many dimensions") }
        return (type, extents)
    }

    /// What stands behind a key of the header's dictionary.
    private static func field(_ key: String, _ header: String) -> Substring? {
        guard let range = header.firstRange(of: "'\(key)':") else { return nil }
        return header[range.upperBound...].drop { $0 == " " }
    }

    // MARK: Writing

    package static func write(_ tensor: Tensor, path: String) throws(Failure) {
        guard let code = types.first(where: { $0.type == tensor.type })?.code else { return }
        let order = tensor.type.size == 1 ? "|" : "<"
        let extents = tensor.shape.map { "\($0)," }.joined(separator: " ")
        var header = "{'descr': '\(order)\(code)', 'fortran_order': False, 'shape': (\(extents)), }"
        header += String(repeating: " ", count: 63 - (10 + header.utf8.count) % 64) + "\n"
        var data = Data(magic + [1, 0, UInt8(header.utf8.count & 0xFF), UInt8(header.utf8.count >> 8)])
        data.append(contentsOf: header.utf8)
        data.append(contentsOf: tensor.bytes)
        do { try data.write(to: URL(filePath: path)) } catch {
            throw Failure(path: path, reason: "cannot be written")
        }
    }
}

extension Tensor {
    fileprivate init(type: ElementType, shape: [Int], bytes: ArraySlice<UInt8>) {
        self.init(type: type, shape: shape)
        unsafe bytes.withUnsafeBytes { source in
            if let start = source.baseAddress {
                unsafe storage.base.copyMemory(from: start, byteCount: source.count)
            }
        }
    }

    fileprivate var bytes: [UInt8] {
        unsafe Array(UnsafeRawBufferPointer(start: storage.base, count: count * type.size))
    }
}
