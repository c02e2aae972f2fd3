/// Writes Protocol Buffers' wire format: enough to build small ONNX models in tests.
struct ModelBytes {
    private(set) var bytes: [UInt8] = []

    mutating func varint(_ field: Int, _ value: Int) {
        number(UInt64(field << 3))
        number(UInt64(bitPattern: Int64(value)))
    }

    mutating func data(_ field: Int, _ content: [UInt8]) {
        number(UInt64(field << 3 | 2))
        number(UInt64(content.count))
        bytes += content
    }

    mutating func text(_ field: Int, _ content: String) { data(field, Array(content.utf8)) }

    mutating func message(_ field: Int, _ build: (inout ModelBytes) -> Void) {
        var inner = ModelBytes()
        build(&inner)
        data(field, inner.bytes)
    }

    private mutating func number(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}

extension ModelBytes {
    /// A whole model around a graph that `build` fills.
    static func model(opset: Int = 17, _ build: (inout ModelBytes) -> Void) -> [UInt8] {
        var model = ModelBytes()
        model.varint(1, 8)
        model.message(7, build)
        model.message(8) { $0.varint(2, opset) }
        return model.bytes
    }

    mutating func node(
        _ type: String, _ inputs: [String], _ outputs: [String], attributes: [(String, [Int])] = [], domain: String = ""
    ) {
        message(1) { node in
            for input in inputs { node.text(1, input) }
            for output in outputs { node.text(2, output) }
            node.text(4, type)
            if !domain.isEmpty { node.text(7, domain) }
            for (name, values) in attributes {
                node.message(5) { attribute in
                    attribute.text(1, name)
                    if values.count == 1 { attribute.varint(3, values[0]) }
                    for value in values { attribute.varint(8, value) }
                    attribute.varint(20, values.count == 1 ? 2 : 7)
                }
            }
        }
    }

    mutating func initializer(_ name: String, _ shape: [Int], _ numbers: [Float]) {
        message(5) { tensor in
            for extent in shape { tensor.varint(1, extent) }
            tensor.varint(2, 1)
            tensor.text(8, name)
            tensor.data(
                9, numbers.flatMap { number in withUnsafeBytes(of: number.bitPattern.littleEndian) { Array($0) } })
        }
    }

    /// `type` is ONNX's number of it, `bytes` the raw data.
    mutating func initializer(_ name: String, type: Int, _ shape: [Int], bytes: [UInt8]) {
        message(5) { tensor in
            for extent in shape { tensor.varint(1, extent) }
            tensor.varint(2, type)
            tensor.text(8, name)
            tensor.data(9, bytes)
        }
    }

    mutating func input(_ name: String, type: Int = 1, _ shape: [Int]) { value(11, name, type, shape) }
    mutating func output(_ name: String, type: Int = 1, _ shape: [Int]) { value(12, name, type, shape) }

    private mutating func value(_ field: Int, _ name: String, _ elementType: Int, _ shape: [Int]) {
        message(field) { info in
            info.text(1, name)
            info.message(2) { type in
                type.message(1) { tensor in
                    tensor.varint(1, elementType)
                    tensor.message(2) { dimensions in
                        for extent in shape { dimensions.message(1) { $0.varint(1, extent) } }
                    }
                }
            }
        }
    }
}
