import CKernels

/// `Resize` and `Upsample`: a picture scaled, by nearest neighbour for now.
struct Resize: Operator {
    private let coordinates: String
    private let mode: String
    private let nearest: String
    private let isUpsample: Bool
    private let scales: [Float]?
    private let opset: Int

    init(_ attributes: Attributes) throws(OperatorError) {
        opset = attributes.opset
        mode = attributes.string("mode", default: "nearest")
        isUpsample = attributes.opset < 11
        coordinates = attributes.string(
            "coordinate_transformation_mode", default: isUpsample ? "asymmetric" : "half_pixel")
        nearest = attributes.string("nearest_mode", default: isUpsample ? "floor" : "round_prefer_floor")
        scales = attributes.floats("scales")
        guard mode == "nearest" else { throw OperatorError("mode \(mode) is not supported") }
    }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let input = try operands.required(0)
        guard input.rank == 4, input.type == .float32 else { throw OperatorError("only pictures of floats") }
        let (shape, factors) = try target(input.shape, operands)
        guard shape[0] == input.shape[0], shape[1] == input.shape[1] else {
            throw OperatorError("only height and width can be scaled")
        }
        let rows = (0..<shape[2]).map { source($0, input.shape[2], shape[2], factors[2]) }
        let columns = (0..<shape[3]).map { source($0, input.shape[3], shape[3], factors[3]) }
        let result = TensorType(type: .float32, shape: shape)
        _ = try checkedCount(shape)
        let demands = [Kernel.Demand.channelsLast] + Array(repeating: .any, count: operands.count - 1)
        return .kernel(
            Kernel(results: [result], demands: demands, order: .channelsLast) { inputs, results in
                let from = PictureLayout(inputs[0] ?? results[0]), to = PictureLayout(results[0])
                return { memory in
                    for batch in 0..<shape[0] {
                        unsafe net_pick_pixels(
                            memory.pointer(0, as: Float.self) + batch * from.batch, from.row, from.pixel, rows,
                            Int32(rows.count), columns, Int32(columns.count), Int32(shape[1]),
                            memory.pointer(inputs.count, as: Float.self) + batch * to.batch, to.row, to.pixel)
                    }
                }
            })
    }

    /// The result's shape, and the factor for each dimension.
    private func target(_ shape: [Int], _ operands: [Operand?]) throws(OperatorError) -> ([Int], [Float]) {
        let place = isUpsample ? 1 : opset < 11 ? 1 : 2
        var given = scales
        if given == nil { given = try operands.optionalKnown(place)?.floatValues() }
        if let factors = given, !factors.isEmpty {
            guard factors.count == shape.count, factors.allSatisfy({ $0 > 0 && $0 < 65536 }) else {
                throw OperatorError("scales of \(factors)")
            }
            let scaled = zip(shape, factors).map { (extent: Int, factor: Float) in Int(Float(extent) * factor) }
            return (scaled, factors)
        }
        let sizes = try operands.known(3).integers()
        guard sizes.count == shape.count, sizes.allSatisfy({ $0 > 0 }), !shape.contains(0) else {
            throw OperatorError("sizes of \(sizes)")
        }
        return (sizes, zip(sizes, shape).map { Float($0) / Float($1) })
    }

    private func source(_ index: Int, _ from: Int, _ to: Int, _ factor: Float) -> Int32 {
        let x = Float(index)
        let place: Float =
            switch coordinates {
            case "asymmetric": x / factor
            case "align_corners": to > 1 ? x * Float(from - 1) / Float(to - 1) : 0
            case "pytorch_half_pixel": to > 1 ? (x + 0.5) / factor - 0.5 : 0
            default: (x + 0.5) / factor - 0.5
            }
        let rounded: Float =
            switch nearest {
            case "floor": place.rounded(.down)
            case "ceil": place.rounded(.up)
            case "round_prefer_ceil": (place + 0.5).rounded(.down)
            default: (place - 0.5).rounded(.up)
            }
        return Int32(min(max(Int(rounded), 0), from - 1))
    }
}
