import CKernels

extension Graph {
    /// Turns convolutions between dequantised operands into convolutions of bytes, where the processor has them.
    ///
    /// A quantiser and its dequantiser around anything else say only that the numbers may be coarse: they are taken
    /// away, so that what lies between two convolutions is as exact as floats are.
    mutating func fuseQuantization(limits: Model.Limits) {
        guard nodes.contains(where: { $0.kind == "DequantizeLinear" }) else { return }
        if net_int8_available() != 0 { makeByteConvolutions(limits: limits) }
        bypassPairs()
        dropUnused()
    }

    private mutating func makeByteConvolutions(limits: Model.Limits) {
        var bytes = 0
        let makers = makers()
        var quantized: [Int: Int] = [:]
        for index in nodes.indices {
            guard let conv = nodes[index].operation as? Conv, conv.groups == 1,
                let activations = quantizer(nodes[index].inputs[0], makers),
                let (weights, scales) = byteWeights(nodes[index].inputs[1], makers),
                let bias = floatBias(nodes[index], channels: weights.shape[0])
            else { continue }
            // Filled up to whole vectors; what is too large stays as it is, and is refused where it must be.
            bytes += net_int8_packed_count(
                Int32(weights.shape[0]), Int32(weights.shape[1]), Int32(Array(weights.shape[2...]).product))
            guard bytes <= limits.constantBytes else { break }
            let value: Int
            if let known = quantized[activations.node] {
                value = known
            } else {
                value = addValue("")
                quantized[activations.node] = value
                nodes[activations.node].outputs.append(value)
            }
            let packed = PackedBytes(weights, scales: scales.map { $0 * activations.scale.scale }, bias: bias)
            nodes[index].operation = QuantizedConvolution(
                window: conv.window, packed: packed, zero: activations.scale.zero)
            nodes[index].inputs = [value]
        }
        placeByteQuantizations(quantized, makers)
    }

    /// Puts a quantiser to unsigned bytes after each one of the file that convolutions of bytes read.
    private mutating func placeByteQuantizations(_ quantized: [Int: Int], _ makers: [Int?]) {
        var placed: [Node] = []
        for (index, node) in nodes.enumerated() {
            guard let value = quantized[index], let scale = byteScale(node) else { placed.append(node); continue }
            var original = node
            original.outputs.removeLast()
            placed.append(original)
            placed.append(
                Node(
                    name: node.name, kind: "QuantizeLinear", operation: ByteQuantization(scale: scale),
                    inputs: [node.inputs[0]], outputs: [value]))
        }
        nodes = placed
    }

    /// The quantiser behind a dequantised operand, if both are for bytes with one scale.
    private func quantizer(_ value: Int?, _ makers: [Int?]) -> (node: Int, scale: ByteScale)? {
        guard let value, let outer = makers[value], nodes[outer].kind == "DequantizeLinear",
            let bytes = nodes[outer].inputs[0], let inner = makers[bytes], nodes[inner].kind == "QuantizeLinear",
            let scale = byteScale(nodes[inner]), scale == byteScale(nodes[outer])
        else { return nil }
        return (inner, scale)
    }

    /// One scale and zero point, the latter as unsigned bytes have it.
    func byteScale(_ node: Node) -> ByteScale? {
        guard node.inputs.count > 1, let scale = node.inputs[1].flatMap({ values[$0].constant }), scale.count == 1,
            scale.type == .float32
        else { return nil }
        let zero = node.inputs.count > 2 ? node.inputs[2].flatMap { values[$0].constant } : Tensor(scalar: UInt8(0))
        guard let zero, zero.count == 1, zero.type == .uint8 || zero.type == .int8, let number = zero.doubles().first,
            let factor = scale.elements(of: Float.self).first, factor > 0
        else { return nil }
        return ByteScale(scale: factor, zero: Int32(number) + (zero.type == .int8 ? 128 : 0))
    }

    /// Weights as signed bytes around zero, with a scale for all or for each output channel.
    private func byteWeights(_ value: Int?, _ makers: [Int?]) -> (Tensor, [Float])? {
        guard let value, let maker = makers[value], nodes[maker].kind == "DequantizeLinear",
            let stored = nodes[maker].inputs[0].flatMap({ values[$0].constant }),
            stored.shape.count == 4, stored.count > 0,
            let scales = nodes[maker].inputs[1].flatMap({ values[$0].constant }), scales.type == .float32,
            let operation = nodes[maker].operation as? DequantizeLinear,
            scales.count == 1 || scales.count == stored.shape[0] && operation.isAlongFirst
        else { return nil }
        var zero: Tensor?
        if nodes[maker].inputs.count > 2, let value = nodes[maker].inputs[2] {
            guard let known = values[value].constant, known.count == scales.count else { return nil }
            zero = known
        }
        guard let weights = aroundZero(stored, zero) else { return nil }
        let numbers = scales.elements(of: Float.self)
        return (weights, numbers.count == 1 ? Array(repeating: numbers[0], count: weights.shape[0]) : numbers)
    }

    /// The bytes less their zero points, of which there is one or one for each output channel; nil where one is then no
    /// signed byte any more.
    private func aroundZero(_ weights: Tensor, _ zero: Tensor?) -> Tensor? {
        guard weights.type == .int8 || weights.type == .uint8, zero.map({ $0.type == weights.type }) ?? true else {
            return nil
        }
        let zeros = zero?.doubles() ?? [0]
        guard weights.type == .uint8 || zeros.contains(where: { $0 != 0 }) else { return weights }
        let each = weights.count / weights.shape[0]
        var moved: [Int8] = []
        moved.reserveCapacity(weights.count)
        for (index, number) in weights.doubles().enumerated() {
            guard let byte = Int8(exactly: number - zeros[zeros.count == 1 ? 0 : index / each]) else { return nil }
            moved.append(byte)
        }
        return Tensor(moved, shape: weights.shape)
    }

    /// The bias as floats: constant, dequantised from a constant, or none.
    private func floatBias(_ node: Node, channels: Int) -> [Float]? {
        guard node.inputs.count > 2, let value = node.inputs[2] else { return Array(repeating: 0, count: channels) }
        var tensor = values[value].constant
        if tensor == nil, let maker = makers()[value], nodes[maker].kind == "DequantizeLinear" {
            let inputs = nodes[maker].inputs.map { $0.flatMap { values[$0].constant } }
            guard inputs.allSatisfy({ $0 != nil }) else { return nil }
            tensor = try? Evaluation.run(nodes[maker], inputs, Model.Limits()).first
        }
        guard let tensor, tensor.count == channels, tensor.type == .float32 else { return nil }
        return tensor.elements(of: Float.self)
    }

    /// Readers of a dequantised value that was quantised just before read the original. Where bytes begin at zero and the
    /// original may be below it, the pair is a clamp: quantisers leave a Relu out where their own saturation does its work.
    private mutating func bypassPairs() {
        let makers = makers(), neverNegative = neverNegative()
        var originals: [Int: Int] = [:]
        for (index, node) in nodes.enumerated() where node.kind == "DequantizeLinear" {
            guard let output = node.outputs.first ?? nil, let bytes = node.inputs[0], let maker = makers[bytes],
                nodes[maker].kind == "QuantizeLinear", let source = nodes[maker].inputs[0]
            else { continue }
            guard let scale = byteScale(nodes[maker]), scale == byteScale(node) else { continue }
            if scale.zero == 0, !neverNegative[source] {
                nodes[index] = Node(
                    name: node.name, kind: "Clip", operation: ActivationNode(activation: .clamp(0, 255 * scale.scale)),
                    inputs: [source], outputs: node.outputs)
                continue
            }
            originals[output] = source
            guard isOutput(output) else { continue }
            nodes[index] = Node(
                name: node.name, kind: "Identity", operation: Identity(), inputs: [source], outputs: node.outputs)
        }
        func original(_ value: Int) -> Int { originals[value].map(original) ?? value }
        for index in nodes.indices {
            nodes[index].inputs = nodes[index].inputs.map { $0.map(original) }
        }
    }

    /// Lets a convolution of bytes store bytes, where its only reader quantises them.
    mutating func fuseByteResults() {
        let readers = readers()
        for index in nodes.indices {
            guard var conv = nodes[index].operation as? QuantizedConvolution, conv.output == nil,
                let output = nodes[index].outputs.first ?? nil, !isOutput(output), readers[output].count == 1,
                let next = readers[output].first, let quantization = nodes[next].operation as? ByteQuantization
            else { continue }
            conv.output = quantization.scale
            nodes[index].operation = conv
            nodes[index].outputs = nodes[next].outputs
            nodes[next].outputs = nodes[next].outputs.map { _ in nil }
        }
        dropUnused()
    }
}
