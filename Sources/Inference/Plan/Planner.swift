/// Makes a plan: shapes first, then places in memory, then steps.
struct Planner {
    /// An operand's place in the table of bases.
    struct Entry {
        let buffer: Int
        let byteOffset: Int
    }

    struct Step {
        let node: String
        let kind: String
        var detail = ""
        var multiplyAdds = 0
        let run: Run
        let operands: Int
        let count: Int
    }

    struct Placement {
        let buffer: Int
        let layout: Layout
    }

    let inputTypes: [TensorType]
    let limits: Model.Limits
    private(set) var shapes: ShapedGraph
    var graph: Graph { shapes.graph }

    private(set) var buffers: [PlannedBuffer] = []
    private(set) var entries: [Entry] = []
    private(set) var steps: [Step] = []
    private(set) var results: [PlannedResult] = []
    private(set) var late: LateNodes?

    private var placements: [Placement?] = []
    private var targets = JoinTargets()
    /// Copies made so far of a value in another order.
    private var converted: [Int: [Kernel.Demand: Placement]] = [:]

    init(_ shapes: ShapedGraph, limits: Model.Limits) {
        self.shapes = shapes
        self.limits = limits
        inputTypes = shapes.graph.inputs.map { shapes.types[$0.value] ?? TensorType(type: .float32, shape: [0]) }
    }

    mutating func plan() {
        targets = JoinTargets(shapes)
        placements = Array(repeating: nil, count: graph.values.count)
        for (index, input) in graph.inputs.enumerated() {
            placements[input.value] = placed(inputTypes[index], home: .input(index), .rowMajor(inputTypes[index].shape))
        }
        for (index, node) in graph.nodes.enumerated() {
            if let prepared = shapes.prepared[index] { lower(node, prepared) }
        }
        collectLate()
        results = graph.outputs.map { result(of: $0.value) }
    }

    // MARK: Places

    private mutating func placed(_ type: TensorType, home: PlannedBuffer.Home, _ layout: Layout) -> Placement {
        buffers.append(PlannedBuffer(byteCount: type.count * type.type.size, home: home))
        return Placement(buffer: buffers.count - 1, layout: layout)
    }

    private func type(of value: Int) -> TensorType {
        shapes.types[value] ?? TensorType(type: .float32, shape: [0])
    }

    private mutating func placement(of value: Int) -> Placement {
        if let known = placements[value] { return known }
        let type = type(of: value)
        let place: Placement
        if let constant = shapes.constants[value] {
            place = placed(type, home: .constant(constant), .rowMajor(type.shape))
        } else if let target = target(of: value) {
            place = target
        } else {
            place = placed(type, home: .arena, targets.tentative[value] ?? .rowMajor(type.shape))
        }
        placements[value] = place
        return place
    }

    /// The place that the reader of a value would like it to have.
    private mutating func target(of value: Int) -> Placement? {
        switch targets.claims[value] {
        case .join(let result, let axis, let start)?:
            let whole = placement(of: result)
            let part = Placement(
                buffer: whole.buffer, layout: whole.layout.advanced(by: start, along: axis))
            return targets.accepts(part.layout, for: value, type(of: value)) ? part : nil
        case .view(let result, let view)?:
            guard let whole = target(of: result), let layout = view.inverse?(whole.layout) else { return nil }
            return targets.accepts(layout, for: value, type(of: value))
                ? Placement(buffer: whole.buffer, layout: layout) : nil
        case nil: return nil
        }
    }

    // MARK: Steps

    private mutating func emit(
        _ node: Graph.Node, kind: String, _ places: [Placement], _ types: [TensorType], _ run: @escaping Run
    ) {
        let first = entries.count
        for (place, type) in zip(places, types) {
            entries.append(Entry(buffer: place.buffer, byteOffset: place.layout.offset * type.type.size))
        }
        steps.append(Step(node: node.name, kind: kind, run: run, operands: first, count: places.count))
    }

    private mutating func emitCopy(_ node: Graph.Node, _ type: TensorType, from: Placement, to: Placement) {
        let copy = StridedCopy(type: type, from: from.layout, to: to.layout)
        emit(node, kind: "copy", [from, to], [type, type]) { memory in
            unsafe copy.run(from: memory.raw(0), to: memory.raw(1))
        }
    }

    /// The operand in an order that its reader understands, copied if need be.
    private mutating func readable(_ value: Int, _ demand: Kernel.Demand, for node: Graph.Node) -> Placement {
        let place = placement(of: value), type = type(of: value)
        switch demand {
        case .any: return place
        case .rowMajor where place.layout.isRowMajor(type.shape): return place
        case .channelsLast where place.layout.isChannelsLast(type.shape): return place
        default: break
        }
        if let copy = converted[value]?[demand] { return copy }
        let layout = demand == .rowMajor ? Layout.rowMajor(type.shape) : .channelsLast(type.shape)
        let copy = placed(type, home: .arena, layout)
        emitCopy(node, type, from: place, to: copy)
        converted[value, default: [:]][demand] = copy
        return copy
    }

    private mutating func lower(_ node: Graph.Node, _ prepared: Prepared) {
        switch prepared {
        case .constants: break
        case .views(let views): lower(node, views)
        case .join(let type, let axis): lowerJoin(node, type, axis)
        case .kernel(let kernel): lower(node, kernel)
        }
    }

    private mutating func lower(_ node: Graph.Node, _ views: [View]) {
        guard let source = node.inputs.first ?? nil else { return }
        for (output, view) in zip(node.outputs, views) {
            guard let output else { continue }
            var place = placement(of: source)
            var layout = view.remap(place.layout)
            if layout == nil {
                place = readable(source, .rowMajor, for: node)
                layout = view.remap(place.layout)
            }
            placements[output] = Placement(buffer: place.buffer, layout: layout ?? place.layout)
        }
    }

    private mutating func lowerJoin(_ node: Graph.Node, _ type: TensorType, _ axis: Int) {
        guard let output = node.outputs.first ?? nil else { return }
        if gather(node, output, axis) { return }
        let whole = placement(of: output)
        var start = 0
        for case let input? in node.inputs {
            let part = Placement(buffer: whole.buffer, layout: whole.layout.advanced(by: start, along: axis))
            let place = placement(of: input), inputType = self.type(of: input)
            start += inputType.shape[axis]
            let isThere =
                place.buffer == part.buffer && place.layout.offset == part.layout.offset
                && place.layout.agrees(with: part.layout, inputType.shape)
            if !isThere, inputType.count > 0 { emitCopy(node, inputType, from: place, to: part) }
        }
    }

    /// Where all operands are readings of one buffer and the only reader can find channels anywhere, nothing is joined.
    private mutating func gather(_ node: Graph.Node, _ output: Int, _ axis: Int) -> Bool {
        guard axis == 1, placements[output] == nil, !graph.isOutput(output), targets.gatheringReader[output] != nil
        else { return false }
        var first: Placement?
        var channels: [Int] = []
        for case let input? in node.inputs {
            let place = placement(of: input), shape = type(of: input).shape
            let base = first ?? place
            guard shapes.constants[input] == nil, place.buffer == base.buffer,
                place.layout.agrees(with: base.layout, shape.enumerated().map { $0 == 1 ? 1 : $1 })
            else { return false }
            channels += (0..<shape[1]).map { place.layout.offset + $0 * place.layout.strides[1] - base.layout.offset }
            first = base
        }
        guard let first else { return false }
        placements[output] = Placement(
            buffer: first.buffer,
            layout: Layout(offset: first.layout.offset, strides: first.layout.strides, channels: channels))
        return true
    }

    private mutating func lower(_ node: Graph.Node, _ kernel: Kernel) {
        var places: [Placement] = [], types: [TensorType] = [], inputs: [Layout?] = [], outputs: [Layout] = []
        for (index, input) in node.inputs.enumerated() {
            guard let input else { inputs.append(nil); places.append(nowhere()); types.append(nothing); continue }
            let demand = index < kernel.demands.count ? kernel.demands[index] : .rowMajor
            let place = readable(input, demand, for: node)
            inputs.append(place.layout)
            places.append(place)
            types.append(type(of: input))
        }
        for (index, result) in kernel.results.enumerated() {
            var place = placed(result, home: .arena, .rowMajor(result.shape))
            if index < node.outputs.count, let output = node.outputs[index] {
                buffers.removeLast()
                place = placement(of: output)
            }
            outputs.append(place.layout)
            places.append(place)
            types.append(result)
        }
        if kernel.scratch > 0 {
            types.append(TensorType(type: .uint8, shape: [kernel.scratch]))
            places.append(placed(types[types.count - 1], home: .arena, .rowMajor([kernel.scratch])))
        }
        emit(node, kind: node.kind, places, types, kernel.bind(inputs, outputs))
        steps[steps.count - 1].detail = kernel.detail
        steps[steps.count - 1].multiplyAdds = kernel.multiplyAdds
    }

    private var nothing: TensorType { TensorType(type: .uint8, shape: [0]) }
    private mutating func nowhere() -> Placement { placed(nothing, home: .arena, .rowMajor([0])) }

    // MARK: What comes after the steps

    private mutating func source(of value: Int) -> Plan.Source {
        let place = placement(of: value)
        buffers[place.buffer].isKept = true
        return Plan.Source(
            tensorType: type(of: value), layout: place.layout, buffer: place.buffer, home: buffers[place.buffer].home)
    }

    private mutating func result(of value: Int) -> PlannedResult {
        if let constant = shapes.constants[value] { return .constant(constant) }
        if shapes.types[value] == nil { return .late(value) }
        return .planned(source(of: value))
    }

    private mutating func collectLate() {
        let nodes = graph.nodes.indices.filter { shapes.prepared[$0] == nil && shapes.isNeeded[$0] }
            .map { graph.nodes[$0] }
        guard !nodes.isEmpty else { return }
        var sources: [Int: Plan.Source] = [:]
        var constants: [Int: Tensor] = [:]
        for case let input? in nodes.flatMap(\.inputs) where shapes.types[input] != nil {
            if let constant = shapes.constants[input] {
                constants[input] = constant
            } else if sources[input] == nil {
                sources[input] = source(of: input)
            }
        }
        late = LateNodes(nodes: nodes, sources: sources, constants: constants, limits: limits)
    }
}
