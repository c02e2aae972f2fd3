import Glibc

extension TensorProto {
    /// The tensor's numbers, from the file itself or from an external file in the same folder.
    ///
    /// Nothing is allocated before the shape and the amount of data agree, so a small file cannot ask for much memory.
    func decoded(from file: FileBytes, limits: Model.Limits) throws(ModelError) -> Tensor {
        guard let type = ElementType(rawValue: dataType) else {
            throw invalid(file, "element type \(dataType) is not supported")
        }
        let shape = try checkedShape(file, elementSize: type.size, limits: limits)
        if isExternal { return try externalTensor(type, shape, beside: file, limits: limits) }
        let count = shape.product
        if case .raw(let range)? = data.first, data.count == 1 {
            guard range.count == count * type.size else {
                throw invalid(file, "\(range.count) bytes of data for \(count) elements of \(type.size)")
            }
            return copied(type, shape, file, range)
        }
        // Each element takes a byte at least: so what is allocated is bounded by the file's size.
        guard data.reduce(0, { $0 + $1.mostElements }) >= count else {
            throw invalid(file, "too few numbers for shape \(dims)")
        }
        var elements = PayloadReader(file: file, type: type, count: count)
        for payload in data { try elements.take(payload, of: self) }
        guard elements.filled == count else {
            throw invalid(file, "\(elements.filled) numbers for \(count) elements")
        }
        return Tensor(type: type, shape: shape, storage: elements.storage ?? TensorStorage(byteCount: 0))
    }

    private func checkedShape(
        _ file: FileBytes, elementSize: Int, limits: Model.Limits
    ) throws(ModelError) -> [Int] {
        var bytes = elementSize
        var shape: [Int] = []
        guard dims.count <= Model.Limits.rank else { throw invalid(file, "\(dims.count) dimensions") }
        for dim in dims {
            guard let extent = Int(exactly: dim), extent >= 0 else { throw invalid(file, "a dimension of \(dim)") }
            let (product, overflow) = bytes.multipliedReportingOverflow(by: extent)
            guard !overflow, product <= limits.tensorBytes else {
                throw .tooLarge(path: file.path, reason: "tensor \(name) of shape \(dims)")
            }
            bytes = product
            shape.append(extent)
        }
        return shape
    }

    private func externalTensor(
        _ type: ElementType, _ shape: [Int], beside file: FileBytes, limits: Model.Limits
    ) throws(ModelError) -> Tensor {
        guard let location = external["location"], ExternalLocation.isInside(location) else {
            throw invalid(file, "external data outside the model's folder: \(external["location"] ?? "no location")")
        }
        guard let path = ExternalLocation.resolve(location, beside: file.path) else {
            throw invalid(file, "external data \(location) is not there, or a link leads outside the model's folder")
        }
        let other = try FileBytes(path: path, limit: limits.fileBytes)
        let bytes = shape.product * type.size
        let offset = external["offset"].flatMap { Int($0) } ?? 0
        let length = external["length"].flatMap { Int($0) } ?? bytes
        guard offset >= 0, length == bytes, offset <= other.count - bytes else {
            throw invalid(
                file, "external data \(location): \(length) bytes at \(offset) for \(bytes), file \(other.count)")
        }
        return copied(type, shape, other, offset..<offset + bytes)
    }

    private func copied(_ type: ElementType, _ shape: [Int], _ file: FileBytes, _ range: Range<Int>) -> Tensor {
        let storage = TensorStorage(byteCount: range.count)
        unsafe file.withBytes(range) { bytes in
            if let source = bytes.baseAddress {
                unsafe storage.base.copyMemory(from: source, byteCount: bytes.count)
            }
        }
        return Tensor(type: type, shape: shape, storage: storage)
    }

    func invalid(_ file: FileBytes, _ reason: String) -> ModelError {
        .invalid(path: file.path, node: "tensor \(name)", reason: reason)
    }
}

extension TensorProto.Payload {
    fileprivate var mostElements: Int {
        switch self {
        case .raw(let range), .packedFloats(let range), .packedDoubles(let range), .packedVarints(let range):
            range.count
        case .float, .double, .varint: 1
        }
    }
}

/// Where external data may lie: in the model's own folder or below it, reached without links or `..`.
enum ExternalLocation {
    static func isInside(_ location: String) -> Bool {
        !location.isEmpty && !location.hasPrefix("/") && !location.contains("\0")
            && !location.split(separator: "/").contains("..")
    }

    /// The file's own path; nil where it does not exist or links lead out of the folder.
    static func resolve(_ location: String, beside path: String) -> String? {
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "./"
        guard let inside = real(folder), let found = real(folder + location), found.hasPrefix(inside + "/") else {
            return nil
        }
        return found
    }

    private static func real(_ path: String) -> String? {
        guard let resolved = unsafe realpath(path, nil) else { return nil }
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved)
    }
}

/// Fills a tensor from the typed fields, `float_data` and its siblings.
private struct PayloadReader {
    let file: FileBytes
    let type: ElementType
    let count: Int
    var filled = 0
    var storage: TensorStorage?

    mutating func take(_ payload: TensorProto.Payload, of tensor: TensorProto) throws(ModelError) {
        switch payload {
        case .raw: throw tensor.invalid(file, "both raw and typed data")
        case .float(let bits): try put(UInt64(bits), tensor)
        case .double(let bits): try put(bits, tensor)
        case .varint(let number): try put(number, tensor)
        case .packedFloats(let range), .packedDoubles(let range), .packedVarints(let range):
            try takePacked(payload, range, of: tensor)
        }
    }

    private mutating func takePacked(
        _ payload: TensorProto.Payload, _ range: Range<Int>, of tensor: TensorProto
    ) throws(ModelError) {
        var reader = WireReader(file, range)
        while reader.position < reader.end {
            switch payload {
            case .packedFloats: try put(try reader.fixed(bytes: 4), tensor)
            case .packedDoubles: try put(try reader.fixed(bytes: 8), tensor)
            default: try put(try reader.varint(), tensor)
            }
        }
    }

    /// The low bytes of `bits` are the element, whatever its type: little-endian integers, IEEE floats, and the
    /// `int32_data` that carries halves as their bit patterns.
    private mutating func put(_ bits: UInt64, _ tensor: TensorProto) throws(ModelError) {
        guard filled < count else { throw tensor.invalid(file, "more numbers than shape \(tensor.dims) holds") }
        let target = storage ?? TensorStorage(byteCount: count * type.size)
        storage = target
        var little = bits.littleEndian
        unsafe withUnsafeBytes(of: &little) { bytes in
            guard let source = bytes.baseAddress else { return }
            unsafe (target.base + filled * type.size).copyMemory(from: source, byteCount: type.size)
        }
        filled += 1
    }
}
