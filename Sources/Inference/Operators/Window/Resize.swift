import CKernels

/// `Resize` and `Upsample`: scaled along any dimensions, by nearest neighbour, linearly or by cubic curves.
struct Resize: Operator {
    enum Mode: String { case nearest, linear, cubic }

    private let coordinates: ResizeCoordinates
    private let mode: Mode
    private let fixedScales: [Float]?
    private let axes: [Int]?
    private let policy: String
    private let opset: Int
    private let limits: Model.Limits

    init(_ attributes: Attributes) throws(OperatorError) {
        opset = attributes.opset
        limits = attributes.limits
        let name = attributes.string("mode", default: "nearest")
        guard let mode = Mode(rawValue: name == "bilinear" ? "linear" : name) else {
            throw OperatorError("mode is none of nearest, linear, cubic")
        }
        self.mode = mode
        coordinates = try ResizeCoordinates(attributes, mode: mode)
        fixedScales = attributes.floats("scales")
        axes = attributes.integers("axes")
        policy = attributes.string("keep_aspect_ratio_policy", default: "stretch")
    }

    /// Whether results lie between operands: cubic curves overshoot, and what is outside a region is any number.
    var keepsSigns: Bool { mode != .cubic && !coordinates.usesRegion }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let input = try operands.required(0)
        let lines = try lines(input.shape, operands)
        let result = TensorType(type: input.type, shape: lines.map(\.to))
        _ = try IndexTable.checkedCount(result.shape, limits)
        if mode == .nearest { return try nearest(input, result, lines, operands) }
        guard let float = input.type.float else { throw unsupported(input.type) }
        return .kernel(weighted(input, result, lines, operands.count, float))
    }

    /// What each dimension is scaled by.
    private func lines(_ shape: [Int], _ operands: [Operand?]) throws(OperatorError) -> [ResizeLine] {
        let rank = shape.count
        var axes = Array(0..<rank)
        if let some = self.axes {
            axes = []
            for axis in some { axes.append(try normalizedAxis(axis, rank: rank)) }
        }
        guard !shape.contains(0) else { throw OperatorError("nothing to scale") }
        var lines = shape.map { ResizeLine(from: $0, to: $0, scale: 1) }
        var given = fixedScales
        if given == nil { given = try operands.optionalKnown(opset < 11 ? 1 : 2)?.floatValues() }
        if let given, !given.isEmpty {
            guard given.count == axes.count, given.allSatisfy({ $0 > 0 && $0 < 65536 }) else {
                throw OperatorError("scales of \(given)")
            }
            for (axis, scale) in zip(axes, given) {
                let extent = Int((Double(shape[axis]) * Double(scale) + 1e-6).rounded(.down))
                lines[axis] = ResizeLine(from: shape[axis], to: extent, scale: Double(scale), isScaled: true)
            }
        } else {
            let sizes = try operands.known(3).integers()
            guard sizes.count == axes.count, sizes.allSatisfy({ $0 > 0 && $0 < Model.Limits.elements }) else {
                throw OperatorError("sizes of \(sizes)")
            }
            for (axis, line) in zip(axes, fitted(axes.map { shape[$0] }, sizes)) { lines[axis] = line }
        }
        if let region = try operands.optionalKnown(1), opset >= 11, coordinates.usesRegion {
            let bounds = region.doubles()
            guard bounds.count == 2 * axes.count, bounds.allSatisfy({ abs($0) < 65536 }) else {
                throw OperatorError("a region of \(bounds.count) numbers")
            }
            for (index, axis) in axes.enumerated() {
                lines[axis].region = (bounds[index], bounds[index + axes.count])
            }
        }
        return lines
    }

    private func fitted(_ shape: [Int], _ sizes: [Int]) -> [ResizeLine] {
        let scales = zip(sizes, shape).map { Double($0) / Double($1) }
        guard policy != "stretch", let least = scales.min(), let most = scales.max() else {
            return zip(shape, zip(sizes, scales)).map { ResizeLine(from: $0, to: $1.0, scale: $1.1) }
        }
        let scale = policy == "not_larger" ? least : most
        return shape.map { extent in
            ResizeLine(from: extent, to: Int((Double(extent) * scale).rounded()), scale: scale)
        }
    }

    // MARK: Nearest neighbour

    private func nearest(
        _ input: Operand, _ result: TensorType, _ lines: [ResizeLine], _ operands: [Operand?]
    ) throws(OperatorError) -> Prepared {
        let sources = lines.map(coordinates.nearest)
        let isPicture =
            input.rank == 4 && input.type == .float32 && result.shape[..<2] == input.shape[..<2]
            && !sources.contains { $0.contains(nil) }
        guard isPicture else {
            let table = IndexTable(
                shape: result.shape, sources: sources, strides: Layout.rowMajor(input.shape).strides,
                count: result.count)
            let fill = Tensor(doubles: [coordinates.outside], type: input.type, shape: [])
            return .kernel(try .rearrangement(input, result, table.indices, fill: fill))
        }
        let rows = sources[2].map { Int32($0 ?? 0) }, columns = sources[3].map { Int32($0 ?? 0) }
        let demands = [Kernel.Demand.channelsLast] + Array(repeating: .any, count: operands.count - 1)
        return .kernel(
            Kernel(results: [result], demands: demands, order: .channelsLast) { inputs, results in
                let from = PictureLayout(inputs[0] ?? results[0]), to = PictureLayout(results[0])
                return { memory in
                    for batch in 0..<result.shape[0] {
                        unsafe net_pick_pixels(
                            memory.pointer(0, as: Float.self) + batch * from.batch, from.row, from.pixel, rows,
                            Int32(rows.count), columns, Int32(columns.count), Int32(result.shape[1]),
                            memory.pointer(inputs.count, as: Float.self) + batch * to.batch, to.row, to.pixel)
                    }
                }
            })
    }

    // MARK: Linear and cubic

    /// One dimension after the other, each as weighted sums of lines.
    private func weighted<T: FloatElement>(
        _ input: Operand, _ result: TensorType, _ lines: [ResizeLine], _ operands: Int, _: T.Type
    ) -> Kernel {
        // What becomes smaller first, so that nothing in between is larger than operand and result.
        let passes = lines.indices.filter { lines[$0].from != lines[$0].to || lines[$0].region != nil }
            .sorted { lines[$0].to * lines[$1].from < lines[$1].to * lines[$0].from }
            .map { axis in (axis: axis, weights: coordinates.weights(lines[axis])) }
        let outside = coordinates.outside
        return Kernel(results: [result]) { _, _ in
            { memory in
                let source = unsafe memory.buffer(0, count: input.shape.product, as: T.self)
                var numbers = unsafe source.map { Float($0) }
                var shape = input.shape
                for pass in passes {
                    numbers = scaled(numbers, shape, pass.axis, pass.weights, outside)
                    shape[pass.axis] = pass.weights.count
                }
                let target = unsafe memory.buffer(operands, count: result.count, as: T.self)
                for index in 0..<result.count { unsafe target[index] = T(numbers[index]) }
            }
        }
    }

    private func scaled(
        _ numbers: [Float], _ shape: [Int], _ axis: Int, _ weights: [ResizeCoordinates.Weights], _ outside: Double
    ) -> [Float] {
        let inner = Array(shape[(axis + 1)...]).product, outer = Array(shape[..<axis]).product
        var result = [Float](repeating: 0, count: outer * weights.count * inner)
        for block in 0..<outer {
            for (index, weight) in weights.enumerated() {
                let target = (block * weights.count + index) * inner
                if weight.isOutside {
                    for step in 0..<inner { result[target + step] = Float(outside) }
                }
                for (place, factor) in weight.terms {
                    let source = (block * shape[axis] + place) * inner
                    for step in 0..<inner { result[target + step] += numbers[source + step] * factor }
                }
            }
        }
        return result
    }
}
