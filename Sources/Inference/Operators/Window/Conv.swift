import CKernels

/// `Conv`: a kernel slid over one or two spatial dimensions, dense, in groups, or depthwise.
///
/// Fused: a bias, an addition of another tensor, an activation. Weights are packed once, when the model is loaded.
struct Conv: FusingConvolution {
    /// Channels beyond which a copy beforehand is cheaper than finding each by itself.
    static let mostGathered = 32

    enum Addition: Sendable {
        case none, before, after

        var kernel: net_residual {
            switch self {
            case .none: NET_NO_RESIDUAL
            case .before: NET_BEFORE_ACTIVATION
            case .after: NET_AFTER_ACTIVATION
            }
        }
    }

    var isPacked: Bool { packed != nil }

    let window: Window
    let groups: Int
    private let limits: Model.Limits
    var activation = Activation.none
    /// Whether a second operand is added, before or after the activation.
    var addition = Addition.none
    var packed: PackedWeights?

    init(_ attributes: Attributes) throws(OperatorError) {
        window = try Window(attributes, kernel: nil)
        groups = attributes.integer("group", default: 1)
        limits = attributes.limits
        guard groups > 0, groups < Model.Limits.elements else { throw OperatorError("group is \(groups)") }
    }

    init(window: Window, groups: Int, limits: Model.Limits) {
        self.window = window
        self.groups = groups
        self.limits = limits
    }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        guard let packed else { return try prepareUnpacked(operands) }
        let input = try operands.required(0)
        guard input.type == .float32 else { throw OperatorError("\(input.type) is not supported here") }
        guard input.rank == 3 || input.rank == 4 else { throw OperatorError("an operand of \(input.rank) dimensions") }
        guard input.shape[1] == packed.inChannels * groups else {
            throw OperatorError("\(input.shape[1]) channels for weights of \(packed.inChannels) x \(groups)")
        }
        let (window, extents) = try window.checked(rank: input.rank - 2, kernel: packed.kernel)
            .resolved(Array(input.shape[2...]))
        let result = TensorType(type: .float32, shape: [input.shape[0], packed.outChannels] + extents)
        _ = try checkedCount(result.shape)
        if addition != .none, try operands.required(1).tensorType != result {
            throw OperatorError("an addition of another shape")
        }
        let demand: Kernel.Demand = packed.form == .dense ? .any : .channelsLast
        var kernel = Kernel(
            results: [result], demands: [demand, .channelsLast], order: .channelsLast
        ) { inputs, results in
            let run = ConvRun(
                conv: self, packed: packed, window: window.asPlane, input: input.tensorType, result: result,
                layouts: (inputs[0] ?? results[0], inputs.count > 1 ? inputs[1] : nil, results[0])
            )
            return packed.form == .winograd ? WinogradRun(run).run : run.run
        }
        if packed.form == .winograd { kernel.scratch = WinogradRun.scratch(packed, result.shape) }
        kernel.gathersChannels = packed.form == .dense && groups == 1 && packed.inChannels <= Conv.mostGathered
        kernel.multiplyAdds = result.count * packed.inChannels * packed.taps
        kernel.detail = detail(input.shape, result.shape, window)
        return .kernel(kernel)
    }

    private func detail(_ input: [Int], _ result: [Int], _ window: Window) -> String {
        let kernel = window.kernel.map(String.init).joined(separator: "x")
        let kind = packed?.isDepthwise == true ? " depthwise" : groups > 1 ? " in \(groups) groups" : ""
        let step = window.strides.contains { $0 > 1 } ? " /\(window.strides.last ?? 1)" : ""
        let after = activation.isNone ? "" : " \(activation.name)"
        return "\(input[1])->\(result[1]) \(kernel)\(step)\(kind) at "
            + result[2...].map(String.init).joined(separator: "x") + (addition == .none ? "" : " add") + after
    }

    /// With weights that are known only now, or in a test: packs them for this once.
    private func prepareUnpacked(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let input = try operands.required(0), weights = try operands.required(1)
        guard input.type == .float32, input.rank <= 4 else { return .kernel(try plain(operands, input, weights)) }
        var ready = self
        ready.packed = try PackedWeights(
            weights: operands.known(1), bias: operands.optionalKnown(2), groups: groups, limit: limits.constantBytes)
        let prepared = try ready.prepare([operands.required(0)])
        guard case .kernel(var kernel) = prepared else { return prepared }
        let bind = kernel.bind
        let absent = operands.count - 1
        kernel.demands = [kernel.demands[0]] + Array(repeating: .any, count: absent)
        kernel.bind = { inputs, results in
            let run = bind([inputs[0]], results)
            return { memory in
                unsafe withUnsafeTemporaryAllocation(of: UnsafeMutableRawPointer.self, capacity: 2) { bases in
                    unsafe bases.initialize(repeating: memory.raw(0))
                    unsafe bases[1] = memory.raw(1 + absent)
                    if let start = bases.baseAddress { unsafe run(Memory(bases: start)) }
                }
            }
        }
        return .kernel(kernel)
    }
}

extension Conv {
    private func plain(_ operands: [Operand?], _ input: Operand, _ weights: Operand) throws(OperatorError) -> Kernel {
        guard input.rank > 2, weights.rank == input.rank, weights.type == input.type,
            input.shape[1] == weights.shape[1] * groups, weights.shape[0] % groups == 0, !weights.shape.contains(0),
            operands.optional(2).map({ $0.shape == [weights.shape[0]] && $0.type == input.type }) ?? true
        else { throw OperatorError("weights of \(weights.shape) for an operand of \(input.shape)") }
        let (window, extents) = try window.checked(rank: input.rank - 2, kernel: Array(weights.shape[2...]))
            .resolved(Array(input.shape[2...]))
        let result = TensorType(type: input.type, shape: [input.shape[0], weights.shape[0]] + extents)
        _ = try checkedCount(result.shape)
        return try PlainConvolution(
            input: input, weights: weights, bias: operands.optional(2), window: window, result: result, groups: groups,
            operands: operands.count
        ).kernel
    }
}

/// A convolution that can add another tensor to its result and apply an activation, while its sums are in registers.
protocol FusingConvolution: Operator {
    var activation: Activation { get set }
    /// Whether a second operand is added, before or after the activation.
    var addition: Conv.Addition { get set }
    var isPacked: Bool { get }
}

/// Everything about a convolution that is decided before the run.
struct ConvRun {
    let conv: Conv
    let packed: PackedWeights
    let window: Window
    let input: TensorType
    let result: TensorType
    let layouts: (input: Layout, addition: Layout?, result: Layout)

    var run: Run {
        let from = PictureLayout(layouts.input), to = PictureLayout(layouts.result)
        let inExtents = extents(input), outExtents = extents(result)
        var regions = Regions(
            window, input: inExtents, output: outExtents, rowStride: from.row, pixelStride: from.pixel)
        let also = conv.addition == .none ? nil : layouts.addition.map(PictureLayout.init)
        var template = template(from: from, to: to, also: also, regions: regions.regions.count)
        var taps = regions.taps
        if let channels = layouts.input.channels { spread(channels, &template, &taps, &regions) }
        let groups = packed.isDepthwise ? 1 : conv.groups
        let batches = input.shape[0]
        let inGroup = packed.inChannels * from.channel, outGroup = packed.outChannels / groups
        let resultIndex = also == nil ? 1 : 2
        let packed = packed
        return { [template, taps, regions] memory in
            var call = template
            unsafe regions.regions.withUnsafeBufferPointer { rectangles in
                unsafe taps.withUnsafeBufferPointer { taps in
                    for batch in 0..<batches {
                        for group in 0..<groups {
                            let weights = unsafe packed.weights(ofGroup: group)
                            let bias = unsafe packed.bias(ofGroup: group)
                            let source = unsafe memory.pointer(0, as: Float.self) + batch * from.batch + group * inGroup
                            let target =
                                unsafe memory.pointer(resultIndex, as: Float.self) + batch * to.batch
                                + group * outGroup
                            let added = unsafe also.map {
                                unsafe UnsafePointer(
                                    memory.pointer(1, as: Float.self) + batch * $0.batch + group * outGroup)
                            }
                            let kernel = unsafe packed.isDepthwise ? net_depthwise_run : net_conv_run
                            unsafe kernel(
                                &call, rectangles.baseAddress, taps.baseAddress, weights, bias, source, added, target)
                        }
                    }
                }
            }
        }
    }

    /// Each channel becomes a tap of its own, which may lie anywhere.
    private func spread(_ channels: [Int], _ call: inout net_conv, _ taps: inout [net_tap], _ regions: inout Regions) {
        taps = taps.flatMap { tap in
            channels.enumerated().map { index, offset in
                net_tap(offset: tap.offset + offset, weight: tap.weight * Int32(channels.count) + Int32(index))
            }
        }
        for index in regions.regions.indices {
            regions.regions[index].first_tap *= Int32(channels.count)
            regions.regions[index].taps *= Int32(channels.count)
        }
        call.all_taps *= Int32(channels.count)
        call.in_channels = 1
    }

    func extents(_ type: TensorType) -> [Int] {
        type.rank == 4 ? [type.shape[2], type.shape[3]] : [1, type.shape[2]]
    }

    func template(
        from: PictureLayout, to: PictureLayout, also: PictureLayout?, regions: Int
    ) -> net_conv {
        var call = net_conv()
        call.level = packed.level
        call.regions = Int32(regions)
        call.all_taps = Int32(packed.taps)
        call.in_channels = Int32(packed.inChannels)
        call.out_channels = Int32(packed.isDepthwise ? packed.outChannels : packed.outChannels / conv.groups)
        call.in_channel = from.channel
        call.in_pixel = from.pixel * window.strides[1]
        call.in_row = from.row * window.strides[0]
        call.out_pixel = to.pixel
        call.out_row = to.row
        call.residual_pixel = also?.pixel ?? 0
        call.residual_row = also?.row ?? 0
        call.residual = conv.addition.kernel
        call.activation = conv.activation.kind
        call.alpha = conv.activation.alpha
        call.beta = conv.activation.beta
        return call
    }
}
