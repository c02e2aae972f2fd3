/// `RoiAlign`: regions of a picture of features, each read at a grid of places and pooled to the same size
/// (He et al., "Mask R-CNN", arXiv:1703.06870).
struct RoiAlign: Operator {
    private let isMaximum: Bool
    private let height: Int
    private let width: Int
    private let samples: Int
    private let scale: Double
    private let shift: Double

    /// Samples of a bin along one side where the region's size decides; a region that is larger than any picture says
    /// nothing by more of them.
    private static let mostSamples = 256.0

    init(_ attributes: Attributes) throws(OperatorError) {
        isMaximum = attributes.string("mode", default: "avg") == "max"
        height = attributes.integer("output_height", default: 1)
        width = attributes.integer("output_width", default: 1)
        samples = attributes.integer("sampling_ratio", default: 0)
        scale = Double(attributes.float("spatial_scale", default: 1))
        let isHalf = attributes.string(
            "coordinate_transformation_mode", default: attributes.opset < 16 ? "output_half_pixel" : "half_pixel")
        shift = isHalf == "half_pixel" ? 0.5 : 0
        guard height > 0, width > 0, height < 1 << 16, width < 1 << 16, samples >= 0, samples < 1 << 10 else {
            throw OperatorError("output_height, output_width or sampling_ratio cannot be")
        }
    }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let input = try operands.required(0), regions = try operands.required(1), owners = try operands.required(2)
        guard input.type == .float32, input.rank == 4, regions.type == .float32, regions.rank == 2,
            regions.shape[1] == 4, owners.type == .int64, owners.shape == [regions.shape[0]]
        else { throw OperatorError("regions of \(regions.shape) for \(input.shape)") }
        let (channels, plane) = (input.shape[1], (height: input.shape[2], width: input.shape[3]))
        let result = TensorType(type: .float32, shape: [regions.shape[0], channels, height, width])
        var kernel = Kernel(results: [result]) { _, _ in
            { memory in
                let x = unsafe memory.pointer(0, as: Float.self), corners = unsafe memory.pointer(1, as: Float.self)
                let pictures = unsafe memory.pointer(2, as: Int64.self), out = unsafe memory.pointer(3, as: Float.self)
                for region in 0..<regions.shape[0] {
                    let bins = bins((0..<4).map { unsafe Double(corners[region * 4 + $0]) }, plane.height, plane.width)
                    let picture = unsafe Int(pictures[region])
                    for channel in 0..<channels {
                        let target = unsafe out + (region * channels + channel) * height * width
                        guard picture >= 0, picture < input.shape[0] else {
                            unsafe target.update(repeating: 0, count: height * width)
                            continue
                        }
                        let source = unsafe x + (picture * channels + channel) * plane.height * plane.width
                        for (bin, places) in bins.enumerated() { unsafe target[bin] = pooled(places, source) }
                    }
                }
            }
        }
        kernel.work = Double(result.count) * (samples == 0 ? 16 : Double(samples * samples))
        return .kernel(kernel)
    }

    /// A sample is the weighted sum of up to four neighbours.
    private typealias Sample = [(place: Int, factor: Double)]

    private func pooled(_ samples: [Sample], _ source: UnsafePointer<Float>) -> Float {
        var best = -Double.infinity, sum = 0.0
        for sample in samples {
            if isMaximum {
                for (place, factor) in sample { best = max(best, unsafe Double(source[place]) * factor) }
            } else {
                for (place, factor) in sample { unsafe sum += Double(source[place]) * factor }
            }
        }
        return isMaximum ? Float(best.isFinite ? best : 0) : Float(sum / Double(max(samples.count, 1)))
    }

    private func bins(_ corners: [Double], _ rows: Int, _ columns: Int) -> [[Sample]] {
        guard corners.allSatisfy({ abs($0 * scale) < 1e9 }) else { return Array(repeating: [], count: height * width) }
        let left = corners[0] * scale - shift, top = corners[1] * scale - shift
        let right = corners[2] * scale - shift, bottom = corners[3] * scale - shift
        // Before the half pixel a region was at least one pixel wide.
        let least = shift == 0 ? 1.0 : -Double.infinity
        let binHeight = max(bottom - top, least) / Double(height), binWidth = max(right - left, least) / Double(width)
        let down = count(binHeight), across = count(binWidth)
        var bins: [[Sample]] = []
        for row in 0..<height {
            for column in 0..<width {
                var samples: [Sample] = []
                for y in 0..<down {
                    for x in 0..<across {
                        samples.append(
                            sample(
                                top + Double(row) * binHeight + (Double(y) + 0.5) * binHeight / Double(down),
                                left + Double(column) * binWidth + (Double(x) + 0.5) * binWidth / Double(across),
                                rows, columns))
                    }
                }
                bins.append(samples)
            }
        }
        return bins
    }

    private func count(_ size: Double) -> Int {
        samples > 0 ? samples : Int(min(max(size.rounded(.up), 1), RoiAlign.mostSamples))
    }

    private func sample(_ y: Double, _ x: Double, _ rows: Int, _ columns: Int) -> Sample {
        guard y >= -1, y <= Double(rows), x >= -1, x <= Double(columns), rows > 0, columns > 0 else { return [] }
        let vertical = line(y, rows), horizontal = line(x, columns)
        return vertical.flatMap { row, upper in
            horizontal.map { column, lefter in (row * columns + column, upper * lefter) }
        }
    }

    private func line(_ place: Double, _ extent: Int) -> [(Int, Double)] {
        let inside = max(place, 0), low = Int(inside)
        guard low < extent - 1 else { return [(extent - 1, 1), (extent - 1, 0)] }
        let rest = inside - Double(low)
        return [(low, 1 - rest), (low + 1, rest)]
    }
}
