/// All steps of a run for given input shapes, with every operand's place in memory.
///
/// Nodes whose results' shapes depend on numbers computed in the run (and what follows from them) cannot be planned;
/// they are `late` and evaluated one by one after the planned steps.
@safe final class Plan {
    struct Step {
        let node: String
        let kind: String
        let detail: String
        let multiplyAdds: Int
        let run: Run
        /// Where the step's operands begin in the table of bases.
        let operands: Int
    }

    /// A place in the table of bases that changes with each run.
    struct Patch {
        let entry: Int
        let byteOffset: Int
    }

    struct Source {
        let tensorType: TensorType
        let layout: Layout
        let buffer: Int
        let home: PlannedBuffer.Home
    }

    let inputTypes: [TensorType]
    let steps: [Step]
    /// For each input, the table entries that point into it.
    private let inputPatches: [[Patch]]
    private let results: [PlannedResult]
    private let late: LateNodes?
    private let arena: Arena
    /// Weights that steps point to.
    private let constants: [Tensor]
    private let bases: UnsafeMutableBufferPointer<UnsafeMutableRawPointer>
    private var outputs: [Tensor?]
    private let lateOutputs: Set<Int>

    /// Bytes of working memory.
    var workingBytes: Int { arena.byteCount }

    convenience init(_ graph: Graph, inputTypes: [TensorType], limits: Model.Limits) throws(NodeError) {
        var shapes = ShapedGraph(graph, inputTypes: inputTypes, limits: limits)
        try shapes.infer()
        try self.init(shapes, limits: limits)
    }

    convenience init(_ shapes: ShapedGraph, limits: Model.Limits) throws(NodeError) {
        var planner = Planner(shapes, limits: limits)
        planner.plan()
        try self.init(planner)
    }

    private init(_ planner: Planner) throws(NodeError) {
        inputTypes = planner.inputTypes
        steps = planner.steps.map { step in
            Step(
                node: step.node, kind: step.kind, detail: step.detail, multiplyAdds: step.multiplyAdds, run: step.run,
                operands: step.operands)
        }
        arena = try Arena(planner.buffers, steps: planner.steps, entries: planner.entries, limits: planner.limits)
        unsafe bases = .allocate(capacity: max(planner.entries.count, 1))
        var patches = [[Patch]](repeating: [], count: planner.inputTypes.count)
        for (index, entry) in planner.entries.enumerated() {
            switch planner.buffers[entry.buffer].home {
            case .constant(let tensor):
                unsafe (bases.baseAddress.unsafelyUnwrapped + index).initialize(
                    to: tensor.storage.base + entry.byteOffset)
            case .input(let input):
                patches[input].append(Patch(entry: index, byteOffset: entry.byteOffset))
                unsafe (bases.baseAddress.unsafelyUnwrapped + index).initialize(to: arena.base)
            case .arena:
                let start = arena.offsets[entry.buffer] + entry.byteOffset
                unsafe (bases.baseAddress.unsafelyUnwrapped + index).initialize(to: arena.base + start)
            }
        }
        inputPatches = patches
        constants = planner.buffers.compactMap { if case .constant(let tensor) = $0.home { tensor } else { nil } }
        results = planner.results
        late = planner.late
        lateOutputs = Set(planner.results.compactMap { if case .late(let value) = $0 { value } else { nil } })
        outputs = planner.results.map { _ in nil }
    }

    deinit { unsafe bases.deallocate() }

    func run(_ inputs: [Tensor]) throws(InferenceError) -> [Tensor] {
        point(to: inputs)
        if let start = unsafe bases.baseAddress {
            for step in steps { unsafe step.run(Memory(bases: start + step.operands)) }
        }
        var found: [Int: Tensor] = [:]
        if let late {
            found = try late.run(outputs: lateOutputs) { (source) in self.copied(source, inputs) }
        }
        return results.indices.map { index in
            switch results[index] {
            case .constant(let tensor): tensor
            case .late(let value): found[value] ?? Tensor(type: .float32, shape: [0])
            case .planned(let source): output(index, source, inputs)
            }
        }
    }

    private func point(to inputs: [Tensor]) {
        for (input, patches) in zip(inputs, inputPatches) {
            for patch in patches { unsafe bases[patch.entry] = input.storage.base + patch.byteOffset }
        }
    }

    /// The shortest time that each step took in some runs, in nanoseconds.
    func profile(_ inputs: [Tensor], runs: Int) -> [Int64] {
        point(to: inputs)
        var best = [Int64](repeating: .max, count: steps.count)
        guard let start = unsafe bases.baseAddress else { return best }
        for _ in 0..<runs {
            for (index, step) in steps.enumerated() {
                let begin = ContinuousClock.now
                unsafe step.run(Memory(bases: start + step.operands))
                best[index] = min(best[index], begin.duration(to: .now).nanoseconds)
            }
        }
        return best
    }

    private func base(_ source: Source, _ inputs: [Tensor]) -> UnsafeMutableRawPointer {
        let byteOffset = source.layout.offset * source.tensorType.type.size
        switch source.home {
        case .constant(let tensor): return unsafe tensor.storage.base + byteOffset
        case .input(let input): return unsafe inputs[input].storage.base + byteOffset
        case .arena: return unsafe arena.base + arena.offsets[source.buffer] + byteOffset
        }
    }

    private func copied(_ source: Source, _ inputs: [Tensor]) -> Tensor {
        let result = Tensor(type: source.tensorType.type, shape: source.tensorType.shape)
        copy(source, inputs, to: result)
        return result
    }

    private func copy(_ source: Source, _ inputs: [Tensor], to result: Tensor) {
        let copy = StridedCopy(
            type: source.tensorType, from: source.layout, to: .rowMajor(source.tensorType.shape))
        unsafe copy.run(from: base(source, inputs), to: result.storage.base)
    }

    /// The result in a tensor of its own; the last run's, if its reader has let go of it.
    private func output(_ index: Int, _ source: Source, _ inputs: [Tensor]) -> Tensor {
        var tensor = outputs[index].take() ?? Tensor(type: source.tensorType.type, shape: source.tensorType.shape)
        if !tensor.isUnique() { tensor = Tensor(type: source.tensorType.type, shape: source.tensorType.shape) }
        copy(source, inputs, to: tensor)
        outputs[index] = tensor
        return tensor
    }
}

extension Duration {
    fileprivate var nanoseconds: Int64 { components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000 }
}

/// Where a graph's output comes from.
enum PlannedResult {
    case constant(Tensor)
    case planned(Plan.Source)
    case late(Int)
}
