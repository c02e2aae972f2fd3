/// A message that can be read from a range of a file.
protocol WireMessage {
    init()
    mutating func take(field: Int, _ value: WireReader.Value, from reader: WireReader) throws(ModelError)
}

extension WireMessage {
    static func read(_ file: FileBytes, _ range: Range<Int>) throws(ModelError) -> Self {
        var message = Self()
        var reader = WireReader(file, range)
        while let (field, value) = try reader.next() {
            try message.take(field: field, value, from: reader)
        }
        return message
    }
}

extension WireReader {
    func text(_ value: Value) throws(ModelError) -> String {
        guard let range = value.range else { throw malformed("text was expected") }
        return unsafe file.withBytes(range) { unsafe String(decoding: $0, as: UTF8.self) }
    }

    func message<M: WireMessage>(_ value: Value) throws(ModelError) -> M {
        guard let range = value.range else { throw malformed("a nested message was expected") }
        return try M.read(file, range)
    }

    func integer(_ value: Value) throws(ModelError) -> Int64 {
        guard let integer = value.integer else { throw malformed("an integer was expected") }
        return integer
    }

    /// A repeated integer: packed, or one a field.
    func integers(_ value: Value) throws(ModelError) -> [Int64] {
        guard let range = value.range else { return [try integer(value)] }
        var reader = WireReader(file, range)
        var list: [Int64] = []
        while reader.position < reader.end { list.append(Int64(bitPattern: try reader.varint())) }
        return list
    }

    func floats(_ value: Value) throws(ModelError) -> [Float] {
        if let float = value.float { return [float] }
        guard let range = value.range, range.count % 4 == 0 else { throw malformed("floats were expected") }
        return unsafe file.withBytes(range) { bytes in
            (0..<bytes.count / 4).map { unsafe bytes.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self) }
        }
    }
}

extension ModelProto: WireMessage {
    mutating func take(field: Int, _ value: WireReader.Value, from reader: WireReader) throws(ModelError) {
        switch field {
        case 1: irVersion = try reader.integer(value)
        case 2: producerName = try reader.text(value)
        case 3: producerVersion = try reader.text(value)
        case 4: domain = try reader.text(value)
        case 7: graph = try reader.message(value) as GraphProto
        case 8:
            let opset = try reader.message(value) as OperatorSetProto
            opsets[opset.domain] = Int(clamping: opset.version)
        case 14:
            let entry = try reader.message(value) as StringEntry
            metadata[entry.key] = entry.value
        case 25: functions += 1
        default: break
        }
    }
}

private struct OperatorSetProto: WireMessage {
    var domain = ""
    var version: Int64 = 0

    mutating func take(field: Int, _ value: WireReader.Value, from reader: WireReader) throws(ModelError) {
        switch field {
        case 1: domain = try reader.text(value)
        case 2: version = try reader.integer(value)
        default: break
        }
    }
}

private struct StringEntry: WireMessage {
    var key = ""
    var value = ""

    mutating func take(field: Int, _ value: WireReader.Value, from reader: WireReader) throws(ModelError) {
        switch field {
        case 1: key = try reader.text(value)
        case 2: self.value = try reader.text(value)
        default: break
        }
    }
}

extension GraphProto: WireMessage {
    mutating func take(field: Int, _ value: WireReader.Value, from reader: WireReader) throws(ModelError) {
        switch field {
        case 1: nodes.append(try reader.message(value))
        case 2: name = try reader.text(value)
        case 5: initializers.append(try reader.message(value))
        case 11: inputs.append(try reader.message(value))
        case 12: outputs.append(try reader.message(value))
        case 15: sparseInitializers += 1
        default: break
        }
    }
}

extension NodeProto: WireMessage {
    mutating func take(field: Int, _ value: WireReader.Value, from reader: WireReader) throws(ModelError) {
        switch field {
        case 1: inputs.append(try reader.text(value))
        case 2: outputs.append(try reader.text(value))
        case 3: name = try reader.text(value)
        case 4: opType = try reader.text(value)
        case 5:
            let attribute = try reader.message(value) as AttributeProto
            attributes[attribute.name] = attribute
        case 7: domain = try reader.text(value)
        default: break
        }
    }
}

extension AttributeProto: WireMessage {
    mutating func take(field: Int, _ value: WireReader.Value, from reader: WireReader) throws(ModelError) {
        switch field {
        case 1: name = try reader.text(value)
        case 2: float = value.float ?? 0
        case 3: integer = try reader.integer(value)
        case 4: string = try reader.text(value)
        case 5: tensor = try reader.message(value) as TensorProto
        case 6, 11: hasGraph = true
        case 7: floats += try reader.floats(value)
        case 8: integers += try reader.integers(value)
        case 9: strings.append(try reader.text(value))
        default: break
        }
    }
}

extension ValueInfoProto: WireMessage {
    mutating func take(field: Int, _ value: WireReader.Value, from reader: WireReader) throws(ModelError) {
        switch field {
        case 1: name = try reader.text(value)
        case 2: (elementType, shape) = try reader.message(value, as: TypeProto.self).tensor ?? (nil, nil)
        default: break
        }
    }
}

extension WireReader {
    fileprivate func message<M: WireMessage>(_ value: Value, as type: M.Type) throws(ModelError) -> M {
        try message(value)
    }
}

/// `TypeProto`, of which only `tensor_type` is read.
private struct TypeProto: WireMessage {
    var tensor: (elementType: Int?, shape: [ValueInfoProto.Dimension]?)?

    mutating func take(field: Int, _ value: WireReader.Value, from reader: WireReader) throws(ModelError) {
        guard field == 1 else { return }
        let type = try reader.message(value, as: TensorTypeProto.self)
        tensor = (type.elementType, type.shape)
    }
}

private struct TensorTypeProto: WireMessage {
    var elementType: Int?
    var shape: [ValueInfoProto.Dimension]?

    mutating func take(field: Int, _ value: WireReader.Value, from reader: WireReader) throws(ModelError) {
        switch field {
        case 1: elementType = Int(clamping: try reader.integer(value))
        case 2: shape = try reader.message(value, as: ShapeProto.self).dimensions
        default: break
        }
    }
}

private struct ShapeProto: WireMessage {
    var dimensions: [ValueInfoProto.Dimension] = []

    mutating func take(field: Int, _ value: WireReader.Value, from reader: WireReader) throws(ModelError) {
        guard field == 1 else { return }
        dimensions.append(try reader.message(value, as: DimensionProto.self).dimension)
    }
}

private struct DimensionProto: WireMessage {
    var dimension = ValueInfoProto.Dimension.parameter("")

    mutating func take(field: Int, _ value: WireReader.Value, from reader: WireReader) throws(ModelError) {
        switch field {
        case 1: dimension = .extent(try reader.integer(value))
        case 2: dimension = .parameter(try reader.text(value))
        default: break
        }
    }
}

extension TensorProto: WireMessage {
    mutating func take(field: Int, _ value: WireReader.Value, from reader: WireReader) throws(ModelError) {
        switch field {
        case 1: dims += try reader.integers(value)
        case 2: dataType = Int(clamping: try reader.integer(value))
        case 4: data.append(try floatPayload(value, reader))
        case 5, 7, 11: data.append(try varintPayload(value, reader))
        case 8: name = try reader.text(value)
        case 9: data.append(.raw(try rawRange(value, reader)))
        case 10: data.append(try doublePayload(value, reader))
        case 13:
            let entry = try reader.message(value, as: StringEntry.self)
            external[entry.key] = entry.value
        case 14: isExternal = try reader.integer(value) == 1
        default: break
        }
    }

    private func rawRange(_ value: WireReader.Value, _ reader: WireReader) throws(ModelError) -> Range<Int> {
        guard let range = value.range else { throw reader.malformed("raw data was expected") }
        return range
    }

    private func floatPayload(_ value: WireReader.Value, _ reader: WireReader) throws(ModelError) -> Payload {
        switch value {
        case .bytes(let range) where range.count % 4 == 0: .packedFloats(range)
        case .fixed32(let bits): .float(bits)
        default: throw reader.malformed("floats were expected")
        }
    }

    private func doublePayload(_ value: WireReader.Value, _ reader: WireReader) throws(ModelError) -> Payload {
        switch value {
        case .bytes(let range) where range.count % 8 == 0: .packedDoubles(range)
        case .fixed64(let bits): .double(bits)
        default: throw reader.malformed("doubles were expected")
        }
    }

    private func varintPayload(_ value: WireReader.Value, _ reader: WireReader) throws(ModelError) -> Payload {
        switch value {
        case .bytes(let range): .packedVarints(range)
        case .varint(let number): .varint(number)
        default: throw reader.malformed("integers were expected")
        }
    }
}
