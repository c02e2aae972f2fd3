/// One dimension of a resize.
struct ResizeLine {
    let from: Int
    let to: Int
    let scale: Double
    /// Whether the scale was given, and the extent follows from it.
    var isScaled = false
    /// The part that is looked at, normalised; nil: all.
    var region: (start: Double, end: Double)?
}

/// Which places of the original an output position is made of (onnx.ai/onnx/operators/onnx__Resize.html).
struct ResizeCoordinates {
    struct Weights {
        var terms: [(place: Int, factor: Float)]
        var isOutside = false
    }

    private let transformation: String
    private let rounding: String
    private let mode: Resize.Mode
    private let cubic: Double
    private let excludesOutside: Bool
    private let isAntialiased: Bool
    let outside: Double

    init(_ attributes: Attributes, mode: Resize.Mode) throws(OperatorError) {
        let isOld = attributes.opset < 11
        self.mode = mode
        transformation = attributes.string(
            "coordinate_transformation_mode", default: isOld ? "asymmetric" : "half_pixel")
        rounding = attributes.string("nearest_mode", default: isOld ? "floor" : "round_prefer_floor")
        cubic = Double(attributes.float("cubic_coeff_a", default: -0.75))
        excludesOutside = attributes.flag("exclude_outside")
        isAntialiased = attributes.flag("antialias")
        outside = Double(attributes.float("extrapolation_value", default: 0))
    }

    var usesRegion: Bool { transformation == "tf_crop_and_resize" }

    private func place(_ index: Int, _ line: ResizeLine) -> Double {
        // Where a scale does not come out even, the standard's own tests reckon with what it would be.
        let x = Double(index), from = Double(line.from), to = line.isScaled ? line.scale * from : Double(line.to)
        switch transformation {
        case "asymmetric": return x / line.scale
        case "align_corners": return to > 1 ? x * (from - 1) / (to - 1) : 0
        case "pytorch_half_pixel": return line.to > 1 ? (x + 0.5) / line.scale - 0.5 : -0.5
        case "half_pixel_symmetric":
            let adjustment = Double(line.to) / (line.scale * from), center = from / 2
            return center * (1 - adjustment) + (x + 0.5) / line.scale - 0.5
        case "tf_crop_and_resize":
            let (start, end) = line.region ?? (0, 1)
            return line.to > 1
                ? start * (from - 1) + x * (end - start) * (from - 1) / (to - 1) : 0.5 * (start + end) * (from - 1)
        default: return (x + 0.5) / line.scale - 0.5
        }
    }

    private func isOutside(_ place: Double, _ line: ResizeLine) -> Bool {
        usesRegion && (place < 0 || place > Double(line.from - 1))
    }

    /// nil where the region reaches beyond the original.
    func nearest(_ line: ResizeLine) -> [Int?] {
        guard line.from != line.to || line.region != nil else { return Array(0..<line.to) }
        return (0..<line.to).map { index in
            let place = place(index, line)
            if isOutside(place, line) { return nil }
            let rounded: Double =
                switch rounding {
                case "floor": place.rounded(.down)
                case "ceil": place.rounded(.up)
                case "round_prefer_ceil": (place + 0.5).rounded(.down)
                default: (place - 0.5).rounded(.up)
                }
            return min(max(Int(rounded), 0), line.from - 1)
        }
    }

    func weights(_ line: ResizeLine) -> [Weights] {
        (0..<line.to).map { index in
            let place = place(index, line)
            guard !isOutside(place, line) else { return Weights(terms: [], isOutside: true) }
            return Weights(terms: terms(around: place, line))
        }
    }

    private func terms(around place: Double, _ line: ResizeLine) -> [(Int, Float)] {
        let stretch = isAntialiased ? min(line.scale, 1) : 1
        let reach = (mode == .linear ? 1.0 : 2.0) / stretch
        let first = Int((place - reach).rounded(.down)) + (stretch < 1 ? 0 : 1)
        let last = Int((place + reach).rounded(.up)) - (stretch < 1 ? 0 : 1)
        var terms: [(place: Int, factor: Double)] = []
        for neighbour in min(first, last)...max(first, last) {
            let factor = curve((Double(neighbour) - place) * stretch)
            guard factor != 0 || neighbour == Int(place.rounded(.down)) else { continue }
            if excludesOutside, neighbour < 0 || neighbour >= line.from { continue }
            terms.append((min(max(neighbour, 0), line.from - 1), factor))
        }
        let sum = terms.reduce(0) { $0 + $1.factor }
        let norm = excludesOutside || stretch < 1 ? (sum == 0 ? 1 : sum) : 1
        return terms.map { ($0.place, Float($0.factor / norm)) }
    }

    /// The weight of a neighbour at a distance: a tent, or Keys' cubic convolution.
    private func curve(_ distance: Double) -> Double {
        let x = abs(distance)
        if mode == .linear { return max(1 - x, 0) }
        if x <= 1 { return ((cubic + 2) * x - (cubic + 3)) * x * x + 1 }
        if x < 2 { return ((cubic * x - 5 * cubic) * x + 8 * cubic) * x - 4 * cubic }
        return 0
    }
}
