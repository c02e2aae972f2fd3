import CKernels

/// A convolution's weights in the order in which its kernel reads them. Made once a model, shared by all sessions.
final class PackedWeights: Sendable {
    let level: Int32
    let outChannels: Int
    /// Of one group.
    let inChannels: Int
    let kernel: [Int]
    /// Which kernel reads them.
    enum Form { case dense, depthwise, winograd }
    let form: Form
    let byteCount: Int
    private let groups: Int
    private let weightsStride: Int
    private let biasStride: Int
    private let packed: TensorStorage
    private let bias: TensorStorage

    /// Below this many channels the transformations cost more than they save.
    private static let leastForWinograd = 16

    var taps: Int { kernel.product }
    var isDepthwise: Bool { form == .depthwise }

    /// `weights` in ONNX order: output channels, input channels of a group, kernel.
    /// `takesWinograd` is whether the window allows it, `limit` how many bytes all may come to: filled up to whole vectors,
    /// or as Winograd's points, weights take more than they did.
    init(
        weights: Tensor, bias: Tensor?, groups: Int, takesWinograd: Bool = false, limit: Int,
        level: Int32 = net_best_level()
    ) throws(OperatorError) {
        guard weights.type == .float32, bias.map({ $0.type == .float32 }) ?? true else {
            throw OperatorError("weights of \(weights.type) are not supported here")
        }
        guard weights.shape.count == 3 || weights.shape.count == 4, weights.count > 0 else {
            throw OperatorError("weights of shape \(weights.shape)")
        }
        guard weights.shape[0] % groups == 0 else {
            throw OperatorError("\(weights.shape[0]) output channels in \(groups) groups")
        }
        guard bias.map({ $0.count == weights.shape[0] }) ?? true else {
            throw OperatorError("a bias of \(bias?.count ?? 0) numbers for \(weights.shape[0]) channels")
        }
        self.level = level
        self.groups = groups
        outChannels = weights.shape[0]
        inChannels = weights.shape[1]
        kernel = Array(weights.shape[2...])
        let isSquare = kernel == [3, 3] && groups == 1 && inChannels >= PackedWeights.leastForWinograd
        form =
            groups > 1 && inChannels == 1 && outChannels == groups
            ? .depthwise
            : takesWinograd && isSquare && outChannels >= PackedWeights.leastForWinograd ? .winograd : .dense
        let taps = kernel.product
        switch form {
        case .depthwise:
            weightsStride = net_depthwise_channels(Int32(outChannels)) * taps
            biasStride = net_depthwise_channels(Int32(outChannels))
        case .winograd:
            weightsStride = net_winograd_packed_count(level, Int32(outChannels), Int32(inChannels))
            biasStride = net_conv_bias_count(level, Int32(outChannels))
        case .dense:
            weightsStride = net_conv_packed_count(level, Int32(outChannels / groups), Int32(inChannels), Int32(taps))
            biasStride = net_conv_bias_count(level, Int32(outChannels / groups))
        }
        let parts = form == .depthwise ? 1 : groups
        byteCount = saturatingProduct(parts, weightsStride + biasStride, MemoryLayout<Float>.size)
        guard byteCount <= limit else {
            throw OperatorError("\(byteCount) bytes of packed weights, the limit is \(limit)")
        }
        packed = TensorStorage(byteCount: parts * weightsStride * MemoryLayout<Float>.size)
        self.bias = TensorStorage(byteCount: parts * biasStride * MemoryLayout<Float>.size)
        pack(weights, bias, parts: parts)
    }

    private func pack(_ weights: Tensor, _ bias: Tensor?, parts: Int) {
        let channels = outChannels / parts
        unsafe weights.withFloats { source in
            guard let start = source.baseAddress else { return }
            for part in 0..<parts {
                let target = unsafe packed.base.assumingMemoryBound(to: Float.self) + part * weightsStride
                let from = unsafe start + part * channels * inChannels * taps
                let (out, inner) = (Int32(channels), Int32(inChannels))
                switch form {
                case .depthwise: unsafe net_depthwise_pack(out, Int32(taps), start, target)
                case .winograd: unsafe net_winograd_pack(level, out, inner, start, target)
                case .dense: unsafe net_conv_pack(level, out, inner, Int32(taps), from, target)
                }
            }
        }
        unsafe bias?.withFloats { source in
            for index in 0..<outChannels {
                let place = index / channels * biasStride + index % channels
                unsafe self.bias.base.assumingMemoryBound(to: Float.self)[place] = source[index]
            }
        }
    }

    func weights(ofGroup group: Int) -> UnsafePointer<Float> {
        unsafe UnsafePointer(packed.base.assumingMemoryBound(to: Float.self) + group * weightsStride)
    }

    func bias(ofGroup group: Int) -> UnsafePointer<Float> {
        unsafe UnsafePointer(bias.base.assumingMemoryBound(to: Float.self) + group * biasStride)
    }
}

extension Graph {
    /// Packs the weights of convolutions that know them, and lets go of the originals.
    mutating func packConvolutions(limits: Model.Limits) throws(NodeError) {
        var bytes = 0
        for index in nodes.indices {
            guard var conv = nodes[index].operation as? Conv, conv.packed == nil, nodes[index].inputs.count >= 2,
                let weights = nodes[index].inputs[1].flatMap({ values[$0].constant }), weights.type == .float32,
                weights.shape.count <= 4
            else { continue }
            var bias: Tensor?
            if nodes[index].inputs.count > 2, let value = nodes[index].inputs[2] {
                guard let known = values[value].constant, known.type == .float32 else { continue }
                bias = known
            }
            do {
                conv.packed = try PackedWeights(
                    weights: weights, bias: bias, groups: conv.groups, takesWinograd: conv.window.takesWinograd,
                    limit: limits.constantBytes - bytes)
            } catch {
                throw NodeError(node: nodes[index].name, reason: error.reason)
            }
            bytes += conv.packed?.byteCount ?? 0
            nodes[index].operation = conv
            nodes[index].inputs = [nodes[index].inputs[0]]
        }
    }
}
