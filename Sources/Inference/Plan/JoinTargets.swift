/// Decides which values are written straight into the concatenation that reads them, and in which memory order each
/// value would lie if nobody cared.
struct JoinTargets {
    enum Claim {
        /// A part of the join's result, from `start` along `axis`.
        case join(result: Int, axis: Int, start: Int)
        /// Whatever makes the view's result lie where its own reader wants it.
        case view(result: Int, View)
    }

    private(set) var claims: [Int: Claim] = [:]
    private(set) var tentative: [Int: Layout] = [:]
    /// Values whose only reader can find their channels anywhere.
    private(set) var gatheringReader: [Int: Int] = [:]
    private var orders: [Int: Kernel.ResultOrder] = [:]

    init() {}

    init(_ shapes: ShapedGraph) {
        findLayouts(shapes)
        findClaims(shapes)
        findGatherers(shapes)
    }

    /// Whether the maker of a value can write it in this layout.
    func accepts(_ layout: Layout, for value: Int, _ type: TensorType) -> Bool {
        switch orders[value] {
        case .rowMajor?: layout.isRowMajor(type.shape)
        case .channelsLast?: layout.isChannelsLast(type.shape)
        case .like?: true
        case nil: false
        }
    }

    private mutating func findLayouts(_ shapes: ShapedGraph) {
        for (index, node) in shapes.graph.nodes.enumerated() {
            guard let prepared = shapes.prepared[index] else { continue }
            switch prepared {
            case .constants: break
            case .views(let views):
                guard let source = node.inputs.first ?? nil, let type = shapes.types[source] else { continue }
                let layout = layout(of: source, type)
                for (output, view) in zip(node.outputs, views) {
                    if let output { tentative[output] = view.remap(layout) ?? view.remap(.rowMajor(type.shape)) }
                }
            case .join(let type, _):
                guard let output = node.outputs.first ?? nil else { continue }
                orders[output] = .like(0)
                let first = node.inputs.compactMap { $0 }.first { shapes.constants[$0] == nil }
                guard let first, let firstType = shapes.types[first] else { continue }
                tentative[output] = .dense(type.shape, order: layout(of: first, firstType).order(firstType.shape))
            case .kernel(let kernel): findLayouts(node, kernel, shapes)
            }
        }
    }

    private mutating func findLayouts(_ node: Graph.Node, _ kernel: Kernel, _ shapes: ShapedGraph) {
        for (output, type) in zip(node.outputs, kernel.results) {
            guard let output else { continue }
            orders[output] = kernel.order
            switch kernel.order {
            case .rowMajor: tentative[output] = .rowMajor(type.shape)
            case .channelsLast: tentative[output] = .channelsLast(type.shape)
            case .like(let operand):
                guard let input = node.inputs[operand], let inputType = shapes.types[input] else { continue }
                let order = layout(of: input, inputType).order(inputType.shape)
                tentative[output] = order.count == type.rank ? .dense(type.shape, order: order) : .rowMajor(type.shape)
            }
        }
    }

    private func layout(of value: Int, _ type: TensorType) -> Layout { tentative[value] ?? .rowMajor(type.shape) }

    private mutating func findGatherers(_ shapes: ShapedGraph) {
        let readers = shapes.graph.readers()
        for (index, prepared) in shapes.prepared.enumerated() {
            guard case .kernel(let kernel)? = prepared, kernel.gathersChannels,
                let input = shapes.graph.nodes[index].inputs[0], readers[input] == [index]
            else { continue }
            gatheringReader[input] = index
        }
    }

    /// From the last node to the first, so that a view knows whether its result is claimed.
    private mutating func findClaims(_ shapes: ShapedGraph) {
        let makers = shapes.graph.makers()
        for (index, node) in shapes.graph.nodes.enumerated().reversed() {
            guard let prepared = shapes.prepared[index], let output = node.outputs.first ?? nil else { continue }
            switch prepared {
            case .join(_, let axis):
                var start = 0
                for case let input? in node.inputs {
                    if makers[input] != nil, shapes.constants[input] == nil, claims[input] == nil {
                        claims[input] = .join(result: output, axis: axis, start: start)
                    }
                    start += shapes.types[input]?.shape[axis] ?? 0
                }
            case .views(let views):
                guard let input = node.inputs.first ?? nil, let view = views.first, views.count == 1,
                    view.inverse != nil, claims[output] != nil, claims[input] == nil, makers[input] != nil
                else { continue }
                claims[input] = .view(result: output, view)
            default: break
            }
        }
    }
}
