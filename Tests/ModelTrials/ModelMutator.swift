import Inference
import Seeds

/// Changes a model as someone would who knows the format and means harm: numbers become extreme, names point elsewhere,
/// nodes become other operators, parts go missing or come twice. Bytes that are no model are changed blindly.
package struct ModelMutator {
    private var random: SplitMix64

    package init(seed: UInt64) { random = SplitMix64(seed: seed) }

    /// At most `limit` bytes.
    package mutating func mutated(_ bytes: [UInt8], limit: Int) -> [UInt8] {
        var result = bytes
        // One time in sixteen the frame itself is damaged.
        if chance(16) || bytes.isEmpty {
            damage(&result)
        } else if let tree = WireTree(.model, bytes[...]) {
            for _ in 0...pick(3) { change(tree) }
            result = tree.bytes
        } else {
            damage(&result)
        }
        return result.count <= limit ? result : Array(result.prefix(limit))
    }

    // MARK: Blindly

    private mutating func damage(_ bytes: inout [UInt8]) {
        guard !bytes.isEmpty else { bytes = [UInt8(pick(256))]; return }
        for _ in 0...pick(4) where !bytes.isEmpty {
            let place = pick(bytes.count)
            switch pick(4) {
            case 0: bytes[place] ^= 1 << UInt8(pick(8))
            case 1: bytes[place] = UInt8(pick(256))
            case 2: bytes.remove(at: place)
            default: bytes.insert(bytes[pick(bytes.count)], at: place)
            }
        }
        if chance(8) { bytes.removeLast(pick(bytes.count + 1)) }
    }

    // MARK: By the format

    private mutating func change(_ tree: WireTree) {
        let all = tree.all
        let message = all[pick(all.count)]
        switch pick(10) {
        case 0: message.fields.isEmpty ? () : { $0.fields.remove(at: $1) }(message, pick(message.fields.count))
        case 1: repeatField(of: message)
        case 2: addAttribute(all)
        case 3: renameOperator(all)
        case 4: rewire(all)
        default: changeValue(of: message, all)
        }
    }

    private mutating func repeatField(of message: WireTree) {
        guard !message.fields.isEmpty else { return }
        var field = message.fields[pick(message.fields.count)]
        if case .message(let nested) = field.content { field.content = .message(nested.copy) }
        message.fields.insert(field, at: pick(message.fields.count + 1))
    }

    private mutating func changeValue(of message: WireTree, _ all: [WireTree]) {
        guard !message.fields.isEmpty else { return }
        let place = pick(message.fields.count)
        switch message.fields[place].content {
        case .number(let old): message.fields[place].content = .number(number(old))
        case .fixed32: message.fields[place].content = .fixed32(float())
        case .fixed64: message.fields[place].content = .fixed64(random.next())
        case .bytes(let old): message.fields[place].content = .bytes(content(old, message.kind))
        case .message(let nested):
            // The same kind of message from elsewhere in the model.
            let others = all.filter { $0.kind == nested.kind && $0 !== nested }
            if !others.isEmpty { message.fields[place].content = .message(others[pick(others.count)].copy) }
        }
    }

    private static let numbers: [Int64] = [
        0, 1, 2, 3, 4, 7, 8, 16, 17, 255, 1 << 16, 1 << 20, 1 << 30, 1 << 31, 1 << 32, 1 << 40, 1 << 62, .max, .min,
        -1, -2, -3, -8, -1 << 31,
    ]

    private mutating func number(_ old: UInt64) -> UInt64 {
        switch pick(4) {
        case 0: old &+ 1
        case 1: old &- 1
        case 2: UInt64(pick(16))
        default: UInt64(bitPattern: ModelMutator.numbers[pick(ModelMutator.numbers.count)])
        }
    }

    private mutating func float() -> UInt32 {
        let floats: [Float] = [0, -0.0, 1, -1, 0.5, 2, 1e9, -1e9, 1e30, 1e-30, .infinity, -.infinity, .nan]
        return chance(4) ? UInt32(truncatingIfNeeded: random.next()) : floats[pick(floats.count)].bitPattern
    }

    /// Raw data keeps its length as a rule, so that the tensor still loads.
    private mutating func content(_ old: [UInt8], _ kind: WireMessageKind) -> [UInt8] {
        guard !old.isEmpty else { return [UInt8(pick(256))] }
        var new = old
        if kind == .tensor, old.count % 8 == 0, chance(2) {
            let value = UInt64(bitPattern: ModelMutator.numbers[pick(ModelMutator.numbers.count)])
            let place = pick(old.count / 8) * 8
            for index in 0..<8 { new[place + index] = UInt8(truncatingIfNeeded: value >> UInt64(8 * index)) }
        } else if kind == .tensor, old.count % 4 == 0, chance(2) {
            let bits = float(), place = pick(old.count / 4) * 4
            for index in 0..<4 { new[place + index] = UInt8(truncatingIfNeeded: bits >> UInt32(8 * index)) }
        } else if chance(4) {
            damage(&new)
        } else {
            new[pick(new.count)] = UInt8(pick(256))
        }
        return new
    }

    private mutating func renameOperator(_ all: [WireTree]) {
        let nodes = all.filter { $0.kind == .node }
        guard !nodes.isEmpty else { return }
        let node = nodes[pick(nodes.count)]
        let name = OperatorReference.names[pick(OperatorReference.names.count)]
        for place in node.fields.indices where node.fields[place].number == 4 {
            node.fields[place].content = .bytes(Array(name.utf8))
        }
    }

    /// A node reads, or an output shows, another value.
    private mutating func rewire(_ all: [WireTree]) {
        let names = all.flatMap { message in
            message.fields.compactMap { field -> [UInt8]? in
                guard case .bytes(let name) = field.content else { return nil }
                switch (message.kind, field.number) {
                case (.node, 1), (.node, 2), (.valueInfo, 1), (.tensor, 8): return name
                default: return nil
                }
            }
        }
        let nodes = all.filter { $0.kind == .node }
        guard !names.isEmpty, !nodes.isEmpty else { return }
        let node = nodes[pick(nodes.count)], name = names[pick(names.count)]
        let inputs = node.fields.indices.filter { node.fields[$0].number == 1 }
        if inputs.isEmpty || chance(3) {
            node.fields.append(WireTree.Field(number: 1, content: .bytes(name)))
        } else {
            node.fields[inputs[pick(inputs.count)]].content = .bytes(name)
        }
    }

    private static let attributes = [
        "axis", "axes", "perm", "kernel_shape", "strides", "dilations", "pads", "group", "output_padding", "keepdims",
        "blocksize", "mode", "auto_pad", "ceil_mode", "starts", "ends", "split", "num_outputs", "to", "k", "largest",
        "batch_dims", "hidden_size", "direction", "scales", "output_shape", "value_int", "value_ints", "block_size",
        "num_groups", "num_heads", "q_num_heads", "kv_num_heads", "epsilon", "alpha", "beta", "equation", "transA",
        "transB", "reduction", "coordinate_transformation_mode", "storage_order", "count_include_pad", "size",
    ]

    private static let words = [
        "edge", "reflect", "wrap", "constant", "linear", "cubic", "nearest", "SAME_UPPER", "SAME_LOWER", "VALID",
        "bidirectional", "reverse", "add", "max", "asymmetric", "align_corners", "tf_crop_and_resize", "ij,jk->ik",
        "...i->...", "CRD",
    ]

    private mutating func addAttribute(_ all: [WireTree]) {
        let nodes = all.filter { $0.kind == .node }
        guard !nodes.isEmpty else { return }
        let attribute = WireTree(.attribute)
        let name = ModelMutator.attributes[pick(ModelMutator.attributes.count)]
        attribute.fields = [WireTree.Field(number: 1, content: .bytes(Array(name.utf8)))]
        switch pick(4) {
        case 0: attribute.fields.append(WireTree.Field(number: 3, content: .number(number(1))))
        case 1: attribute.fields.append(WireTree.Field(number: 2, content: .fixed32(float())))
        case 2:
            let word = ModelMutator.words[pick(ModelMutator.words.count)]
            attribute.fields.append(WireTree.Field(number: 4, content: .bytes(Array(word.utf8))))
        default:
            for _ in 0..<pick(5) { attribute.fields.append(WireTree.Field(number: 8, content: .number(number(1)))) }
        }
        nodes[pick(nodes.count)].fields.append(WireTree.Field(number: 5, content: .message(attribute)))
    }

    // MARK: Chance

    private mutating func pick(_ bound: Int) -> Int { Int(random.next() % UInt64(max(bound, 1))) }
    private mutating func chance(_ bound: Int) -> Bool { pick(bound) == 0 }
}
