/// Reads one message of Protocol Buffers' wire format (protobuf.dev/programming-guides/encoding) in place.
///
/// ONNX needs nine messages of a few fields each, and most of a file is weights, which must not be copied into an
/// object tree on the way. A generated reader would bring a library several times the size of this package's
/// inference engine, and two copies of the weights. So this is all there is: varints, fixed numbers, and
/// length-delimited ranges that are checked against the enclosing message before anything looks inside.
struct WireReader {
    let file: FileBytes
    private(set) var position: Int
    let end: Int

    init(_ file: FileBytes, _ range: Range<Int>) {
        self.file = file
        position = range.lowerBound
        end = range.upperBound
    }

    enum Value {
        case varint(UInt64)
        case fixed64(UInt64)
        case fixed32(UInt32)
        case bytes(Range<Int>)
    }

    /// The next field's number and value; nil at the message's end.
    mutating func next() throws(ModelError) -> (field: Int, value: Value)? {
        guard position < end else { return nil }
        let tag = try varint()
        guard let field = Int(exactly: tag >> 3), field > 0, field < 1 << 29 else {
            throw malformed("a field number that cannot be")
        }
        switch tag & 7 {
        case 0: return (field, .varint(try varint()))
        case 1: return (field, .fixed64(try fixed(bytes: 8)))
        case 2: return (field, .bytes(try delimited()))
        case 5: return (field, .fixed32(UInt32(truncatingIfNeeded: try fixed(bytes: 4))))
        default: throw malformed("a wire type that cannot be")
        }
    }

    /// At most ten bytes of seven bits each.
    mutating func varint() throws(ModelError) -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 70, by: 7) {
            guard position < end else { throw malformed("a number is cut short") }
            let byte = file[position]
            position += 1
            value |= UInt64(byte & 0x7F) << shift
            if byte & 0x80 == 0 { return value }
        }
        throw malformed("a number is too long")
    }

    mutating func fixed(bytes: Int) throws(ModelError) -> UInt64 {
        guard end - position >= bytes else { throw malformed("a number is cut short") }
        var value: UInt64 = 0
        for index in 0..<bytes { value |= UInt64(file[position + index]) << UInt64(8 * index) }
        position += bytes
        return value
    }

    private mutating func delimited() throws(ModelError) -> Range<Int> {
        let length = try varint()
        guard length <= UInt64(end - position) else { throw malformed("a part is longer than what is left") }
        defer { position += Int(length) }
        return position..<position + Int(length)
    }

    func malformed(_ reason: String) -> ModelError {
        .malformed(path: file.path, reason: reason, offset: position)
    }
}

extension WireReader.Value {
    /// A number that `int64` or `int32` or an enumeration holds.
    var integer: Int64? {
        if case .varint(let value) = self { Int64(bitPattern: value) } else { nil }
    }

    var float: Float? {
        if case .fixed32(let bits) = self { Float(bitPattern: bits) } else { nil }
    }

    var range: Range<Int>? {
        if case .bytes(let range) = self { range } else { nil }
    }
}
