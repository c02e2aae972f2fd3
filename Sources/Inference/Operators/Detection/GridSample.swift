/// `GridSample`: a picture read at places that a grid names, from -1 to 1 along each dimension.
struct GridSample: Operator {
    private enum Mode { case nearest, linear, cubic }
    private let mode: Mode
    private let padding: String
    private let alignsCorners: Bool

    init(_ attributes: Attributes) throws(OperatorError) {
        switch attributes.string("mode", default: "linear") {
        case "nearest": mode = .nearest
        case "linear", "bilinear": mode = .linear
        case "cubic", "bicubic": mode = .cubic
        default: throw OperatorError("mode is none of nearest, linear, cubic")
        }
        padding = attributes.string("padding_mode", default: "zeros")
        alignsCorners = attributes.flag("align_corners")
    }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let input = try operands.required(0), grid = try operands.required(1)
        let spatial = input.rank - 2
        guard input.type == .float32, grid.type == .float32, spatial > 0, grid.rank == input.rank,
            grid.shape.last == spatial, grid.shape[0] == input.shape[0], !input.shape.contains(0)
        else { throw OperatorError("a grid of \(grid.shape) for \(input.shape)") }
        let outputs = Array(grid.shape[1...spatial])
        let result = TensorType(type: .float32, shape: Array(input.shape[..<2]) + outputs)
        _ = try checkedCount(result.shape)
        let extents = Array(input.shape[2...]), strides = Layout.rowMajor(extents).strides
        let (plane, outPlane, channels) = (extents.product, outputs.product, input.shape[1])
        let each: [Mode: Double] = [.nearest: 1, .linear: 2, .cubic: 4]
        let terms = (0..<spatial).reduce(1.0) { product, _ in product * (each[mode] ?? 1) }
        var kernel = Kernel(results: [result]) { _, _ in
            { memory in
                let x = unsafe memory.pointer(0, as: Float.self), places = unsafe memory.pointer(1, as: Float.self)
                let out = unsafe memory.pointer(2, as: Float.self)
                for batch in 0..<input.shape[0] {
                    for output in 0..<outPlane {
                        let first = (batch * outPlane + output) * spatial
                        // The grid names the fastest dimension first.
                        let point = (0..<spatial).map { unsafe Double(places[first + spatial - 1 - $0]) }
                        let found = self.terms(point, extents, strides)
                        for channel in 0..<channels {
                            let source = unsafe x + (batch * channels + channel) * plane
                            var sum = 0.0
                            for (place, factor) in found { unsafe sum += Double(source[place]) * factor }
                            unsafe out[(batch * channels + channel) * outPlane + output] = Float(sum)
                        }
                    }
                }
            }
        }
        kernel.work = Double(result.count) * terms
        return .kernel(kernel)
    }

    private func terms(_ point: [Double], _ extents: [Int], _ strides: [Int]) -> [(Int, Double)] {
        var terms: [(Int, Double)] = [(0, 1)]
        for (axis, extent) in extents.enumerated() {
            let line = line(point[axis], extent)
            terms = terms.flatMap { place, factor in
                line.map { (place + $0.place * strides[axis], factor * $0.factor) }
            }
        }
        return terms
    }

    private func line(_ coordinate: Double, _ extent: Int) -> [(place: Int, factor: Double)] {
        let size = Double(extent)
        var place = alignsCorners ? (coordinate + 1) / 2 * (size - 1) : ((coordinate + 1) * size - 1) / 2
        guard place.isFinite, abs(place) < 1e9 else { return [] }
        if padding == "border", mode != .cubic { place = min(max(place, 0), size - 1) }
        if padding == "reflection", mode != .cubic { place = reflected(place, extent) }
        let floor = place.rounded(.down), t = place - floor
        let base = Int(floor)
        let neighbours: [(Int, Double)] =
            switch mode {
            case .nearest: [(Int(place.rounded(.toNearestOrEven)), 1)]
            case .linear: [(base, 1 - t), (base + 1, t)]
            case .cubic: (-1...2).map { (base + $0, curve(abs(t - Double($0)))) }
            }
        return neighbours.compactMap { index, factor in inside(index, extent).map { ($0, factor) } }
    }

    private func inside(_ index: Int, _ extent: Int) -> Int? {
        if index >= 0, index < extent { return index }
        switch padding {
        case "border": return min(max(index, 0), extent - 1)
        case "reflection": return min(max(Int(reflected(Double(index), extent).rounded()), 0), extent - 1)
        default: return nil
        }
    }

    /// Mirrored at the borders as often as it takes.
    private func reflected(_ place: Double, _ extent: Int) -> Double {
        let low = alignsCorners ? 0 : -0.5, high = alignsCorners ? Double(extent - 1) : Double(extent) - 0.5
        let span = high - low
        guard span > 0 else { return 0 }
        let turns = abs(place - low) / span
        let rest = (turns - turns.rounded(.down)) * span
        return Int(turns) % 2 == 0 ? low + rest : high - rest
    }

    private func curve(_ x: Double) -> Double {
        let a = -0.75
        if x <= 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
        if x < 2 { return ((a * x - 5 * a) * x + 8 * a) * x - 4 * a }
        return 0
    }
}
