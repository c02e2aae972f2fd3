/// A message of Protocol Buffers' wire format, taken apart so that it can be changed and still be one: lengths are
/// written anew. What messages an ONNX model nests is known from onnx.proto3; all else of variable length is bytes.
final class WireTree {
    enum Content {
        case number(UInt64)
        case fixed32(UInt32)
        case fixed64(UInt64)
        case bytes([UInt8])
        case message(WireTree)
    }

    struct Field {
        var number: UInt64
        var content: Content
    }

    let kind: WireMessageKind
    var fields: [Field] = []

    init(_ kind: WireMessageKind) { self.kind = kind }

    /// nil where the bytes are no message, or one that nests more than any model does.
    init?(_ kind: WireMessageKind, _ bytes: ArraySlice<UInt8>) {
        self.kind = kind
        var rest = bytes
        while !rest.isEmpty {
            guard let tag = WireTree.varint(&rest), let content = content(tag, &rest) else { return nil }
            fields.append(Field(number: tag >> 3, content: content))
        }
    }

    private func content(_ tag: UInt64, _ rest: inout ArraySlice<UInt8>) -> Content? {
        switch tag & 7 {
        case 0: return WireTree.varint(&rest).map { .number($0) }
        case 1: return WireTree.fixed(&rest, 8).map { .fixed64($0) }
        case 5: return WireTree.fixed(&rest, 4).map { .fixed32(UInt32(truncatingIfNeeded: $0)) }
        case 2:
            guard let length = WireTree.varint(&rest), length <= UInt64(rest.count) else { return nil }
            let part = rest.prefix(Int(length))
            rest = rest.dropFirst(Int(length))
            guard let nested = kind.nested(tag >> 3) else { return .bytes(Array(part)) }
            return WireTree(nested, part).map { .message($0) } ?? .bytes(Array(part))
        default: return nil
        }
    }

    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        for field in fields {
            switch field.content {
            case .number(let value):
                WireTree.write(field.number << 3, &bytes)
                WireTree.write(value, &bytes)
            case .fixed64(let value):
                WireTree.write(field.number << 3 | 1, &bytes)
                for shift in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(8 * shift))) }
            case .fixed32(let value):
                WireTree.write(field.number << 3 | 5, &bytes)
                for shift in 0..<4 { bytes.append(UInt8(truncatingIfNeeded: value >> UInt32(8 * shift))) }
            case .bytes(let part): WireTree.write(field.number, part, &bytes)
            case .message(let message): WireTree.write(field.number, message.bytes, &bytes)
            }
        }
        return bytes
    }

    /// This message and all that it nests.
    var all: [WireTree] {
        [self]
            + fields.flatMap { field in
                if case .message(let nested) = field.content { nested.all } else { [WireTree]() }
            }
    }

    var copy: WireTree {
        let copy = WireTree(kind)
        copy.fields = fields.map { field in
            guard case .message(let nested) = field.content else { return field }
            return Field(number: field.number, content: .message(nested.copy))
        }
        return copy
    }

    private static func varint(_ rest: inout ArraySlice<UInt8>) -> UInt64? {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 70, by: 7) {
            guard let byte = rest.popFirst() else { return nil }
            value |= UInt64(byte & 0x7F) << shift
            if byte & 0x80 == 0 { return value }
        }
        return nil
    }

    private static func fixed(_ rest: inout ArraySlice<UInt8>, _ count: Int) -> UInt64? {
        guard rest.count >= count else { return nil }
        let value = rest.prefix(count).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        rest = rest.dropFirst(count)
        return value
    }

    private static func write(_ value: UInt64, _ bytes: inout [UInt8]) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    private static func write(_ field: UInt64, _ part: [UInt8], _ bytes: inout [UInt8]) {
        write(field << 3 | 2, &bytes)
        write(UInt64(part.count), &bytes)
        bytes += part
    }
}

/// The messages of onnx.proto3 that a loader looks into.
enum WireMessageKind {
    case model, opset, graph, node, attribute, tensor, entry, valueInfo, type, tensorType, shape, dimension

    /// What a field of this message holds, if it is a message.
    func nested(_ field: UInt64) -> WireMessageKind? {
        switch (self, field) {
        case (.model, 7), (.attribute, 6): .graph
        case (.model, 8): .opset
        case (.model, 14), (.tensor, 13): .entry
        case (.graph, 1): .node
        case (.graph, 5), (.attribute, 5): .tensor
        case (.graph, 11), (.graph, 12): .valueInfo
        case (.node, 5): .attribute
        case (.valueInfo, 2): .type
        case (.type, 1): .tensorType
        case (.tensorType, 2): .shape
        case (.shape, 1): .dimension
        default: nil
        }
    }
}
