import CKernels

/// The sliding window of a convolution or a pooling over height and width, as the attributes give it.
struct Window: Sendable, Equatable {
    /// Positions of a kernel, and entries of the table of those that lie inside the input, of 16 bytes each.
    static let mostTaps = 1 << 22
    static let mostEntries = 1 << 24

    enum AutoPad: String, Sendable {
        case notSet = "NOTSET", valid = "VALID", sameUpper = "SAME_UPPER", sameLower = "SAME_LOWER"
    }

    var kernel: [Int]
    var strides: [Int]
    var dilations: [Int]
    /// Begins, then ends, as ONNX has them.
    var pads: [Int]
    var autoPad: AutoPad
    var ceil: Bool

    /// `rank` is the number of spatial dimensions; the kernel's shape may come from the weights instead.
    init(_ attributes: Attributes, kernel: [Int]?) throws(OperatorError) {
        self.kernel = attributes.integers("kernel_shape") ?? kernel ?? []
        let rank = self.kernel.count
        strides = attributes.integers("strides") ?? Array(repeating: 1, count: rank)
        dilations = attributes.integers("dilations") ?? Array(repeating: 1, count: rank)
        pads = attributes.integers("pads") ?? Array(repeating: 0, count: 2 * rank)
        ceil = attributes.flag("ceil_mode")
        guard let autoPad = AutoPad(rawValue: attributes.string("auto_pad", default: "NOTSET")) else {
            throw OperatorError("auto_pad is none of NOTSET, VALID, SAME_UPPER, SAME_LOWER")
        }
        self.autoPad = autoPad
    }

    /// Whether every pixel has an output, as Winograd's convolution needs; the kernel's size is that of the weights.
    var takesWinograd: Bool { strides.allSatisfy { $0 == 1 } && dilations.allSatisfy { $0 == 1 } }

    /// One window over everything.
    init(whole extents: [Int]) {
        kernel = extents
        strides = Array(repeating: 1, count: extents.count)
        dilations = strides
        pads = Array(repeating: 0, count: 2 * extents.count)
        autoPad = .notSet
        ceil = false
    }

    /// A square of odd size around each pixel.
    init(centeredSquare size: Int) {
        kernel = [size, size]
        strides = [1, 1]
        dilations = [1, 1]
        pads = Array(repeating: size / 2, count: 4)
        autoPad = .notSet
        ceil = false
    }

    /// Checked against an operand of this many spatial dimensions, with what was left out filled in.
    func checked(rank: Int, kernel weights: [Int]? = nil) throws(OperatorError) -> Window {
        var window = self
        if window.kernel.isEmpty, let weights {
            window.kernel = weights
            if window.strides.isEmpty { window.strides = Array(repeating: 1, count: rank) }
            if window.dilations.isEmpty { window.dilations = Array(repeating: 1, count: rank) }
            if window.pads.isEmpty { window.pads = Array(repeating: 0, count: 2 * rank) }
        }
        guard window.kernel.count == rank, window.strides.count == rank, window.dilations.count == rank,
            window.pads.count == 2 * rank
        else { throw OperatorError("kernel, strides, dilations or pads do not fit \(rank) dimensions") }
        if let weights, weights != window.kernel { throw OperatorError("kernel_shape is not that of the weights") }
        let all = window.kernel + window.strides + window.dilations
        guard all.allSatisfy({ $0 > 0 && $0 < 1 << 20 }), window.pads.allSatisfy({ abs($0) < 1 << 20 }) else {
            throw OperatorError("a kernel, stride, dilation or pad that cannot be")
        }
        guard let taps = boundingCount(window.kernel), taps <= Window.mostTaps else {
            throw OperatorError("a kernel of \(window.kernel)")
        }
        return window
    }

    /// The window with explicit pads for an input of these extents, and the output's extents.
    func resolved(_ input: [Int]) throws(OperatorError) -> (window: Window, output: [Int]) {
        var window = self
        var output: [Int] = []
        let rank = input.count
        for axis in 0..<rank {
            let span = (kernel[axis] - 1) * dilations[axis] + 1
            if autoPad == .sameUpper || autoPad == .sameLower {
                let count = (input[axis] + strides[axis] - 1) / strides[axis]
                let total = max((count - 1) * strides[axis] + span - input[axis], 0)
                let small = total / 2
                window.pads[axis] = autoPad == .sameUpper ? small : total - small
                window.pads[axis + rank] = total - window.pads[axis]
            } else if autoPad == .valid {
                window.pads[axis] = 0
                window.pads[axis + rank] = 0
            }
            let room = input[axis] + window.pads[axis] + window.pads[axis + rank] - span
            guard room >= 0 else { throw OperatorError("a window of \(span) over \(input[axis]) elements") }
            var count = room / strides[axis] + 1
            // The last window of ceil mode must start inside the input or its leading padding.
            if ceil, room % strides[axis] != 0, count * strides[axis] < input[axis] + window.pads[axis] { count += 1 }
            output.append(count)
        }
        // Near the borders pixels see different parts of the kernel: each such part is a row of the table.
        let entries = zip(kernel, output).reduce(1.0) { $0 * Double($1.0) * Double(min($1.1, 2 * $1.0 + 1)) }
        guard entries <= Double(Window.mostEntries) || rank > 2 else {
            throw OperatorError("a kernel of \(kernel) over \(output) pixels")
        }
        window.autoPad = .notSet
        return (window, output)
    }
}

/// The output of a window over height and width, cut into rectangles whose pixels all see the same taps inside the
/// input: so kernels need no check at the borders, and every address is proven here.
struct Regions {
    var regions: [net_region] = []
    private(set) var taps: [net_tap] = []
    /// For each region, how many kernel positions lie inside the input or its padding.
    private(set) var padded: [Float] = []

    /// A run of outputs along one axis that see the same kernel positions.
    private struct Band {
        var outputs: Range<Int>
        let taps: Range<Int>
        let padded: Int
    }

    /// `rowStride` and `pixelStride` are the distances between neighbours of the input.
    init(_ window: Window, input: [Int], output: [Int], rowStride: Int, pixelStride: Int) {
        let rows = Regions.bands(window, axis: 0, input[0], output[0])
        let columns = Regions.bands(window, axis: 1, input[1], output[1])
        for row in rows {
            for column in columns {
                let first = taps.count
                for y in row.taps {
                    for x in column.taps {
                        let down = (y * window.dilations[0] - window.pads[0]) * rowStride
                        let right = (x * window.dilations[1] - window.pads[1]) * pixelStride
                        taps.append(net_tap(offset: down + right, weight: Int32(y * window.kernel[1] + x)))
                    }
                }
                regions.append(
                    net_region(
                        top: Int32(row.outputs.lowerBound), bottom: Int32(row.outputs.upperBound),
                        left: Int32(column.outputs.lowerBound), right: Int32(column.outputs.upperBound),
                        first_tap: Int32(first), taps: Int32(taps.count - first)))
                padded.append(Float(row.padded * column.padded))
            }
        }
    }

    private static func bands(_ window: Window, axis: Int, _ input: Int, _ output: Int) -> [Band] {
        var bands: [Band] = []
        let dilation = window.dilations[axis], kernel = window.kernel[axis]
        for index in 0..<output {
            let start = index * window.strides[axis] - window.pads[axis]
            let lower = start >= 0 ? 0 : min((-start + dilation - 1) / dilation, kernel)
            let upper = input <= start ? 0 : min((input - start + dilation - 1) / dilation, kernel)
            let taps = lower..<max(lower, upper)
            let end = input + window.pads[axis + 2]
            let padded = end <= start ? 0 : min((end - start + dilation - 1) / dilation, kernel)
            if let last = bands.last, last.taps == taps, last.padded == padded {
                bands[bands.count - 1].outputs = last.outputs.lowerBound..<index + 1
            } else {
                bands.append(Band(outputs: index..<index + 1, taps: taps, padded: padded))
            }
        }
        return bands
    }
}

extension Window {
    /// One spatial dimension as two, the first of extent one.
    var asPlane: Window {
        guard kernel.count == 1 else { return self }
        var plane = self
        plane.kernel.insert(1, at: 0)
        plane.strides.insert(1, at: 0)
        plane.dilations.insert(1, at: 0)
        plane.pads = [0, pads[0], 0, pads[1]]
        return plane
    }
}

/// A layout of N, C, H, W; three dimensions are read as a picture of one row.
struct PictureLayout {
    let batch: Int, channel: Int, row: Int, pixel: Int

    init(_ layout: Layout) {
        let s = layout.strides
        batch = s[0]
        channel = s[1]
        row = s.count == 4 ? s[2] : 0
        pixel = s[s.count - 1]
    }
}
