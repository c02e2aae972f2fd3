import Frames
import Geometry
import Tracking

extension Appearance {
    /// What an upright object in a box looks like: of its upper and of its lower part a histogram of brightness and, where the
    /// picture has colours, one of them. Brightness goes to the two nearest bins, so that a little more light moves it little.
    ///
    /// Twelve rows of eight samples a part, from the middle half of the box: a few microseconds whatever the box's size.
    init(of box: Box, in frame: Frame) {
        var shares: [Float] = []
        shares.reserveCapacity(Self.parts.count * (Self.levels + 2 + Self.tints * Self.tints))
        for part in Self.parts {
            let samples = Self.samples(of: box, part, in: frame)
            shares += Self.brightness(samples)
            if frame.chroma != nil { shares += Self.colours(samples) }
        }
        self.init(shares: shares, histograms: Self.parts.count * (frame.chroma == nil ? 1 : 2))
    }

    /// Coat and trousers, as shares of the box's height; head and feet are left out.
    private static let parts = [0.15...0.45, 0.5...0.85]
    private static let (rows, columns) = (12, 8)
    private static let levels = 8
    /// Between the bins of each colour difference, counted from grey: most clothes are near to it.
    private static let steps = [-12, -4, 4, 12]
    private static let tints = 5

    private typealias Sample = (luma: Int, u: Int, v: Int)

    private static func samples(of box: Box, _ part: ClosedRange<Double>, in frame: Frame) -> [Sample] {
        let luma = frame.luma
        func place(_ share: Double, _ length: Int) -> Int { min(max(Int(share * Double(length)), 0), length - 1) }
        return (0..<rows * columns).map { index in
            let (row, column) = (Double(index / columns) + 0.5, Double(index % columns) + 0.5)
            let down = part.lowerBound + (part.upperBound - part.lowerBound) * row / Double(rows)
            let x = place(box.left + (0.25 + 0.5 * column / Double(columns)) * box.width, luma.width)
            let y = place(box.top + down * box.height, luma.height)
            let light = Int(luma.base[y * luma.stride + x])
            guard let (u, v) = frame.chroma else { return (light, 0, 0) }
            let offset = y * u.height / luma.height * u.stride + x * u.width / luma.width
            let other = y * v.height / luma.height * v.stride + x * v.width / luma.width
            return (light, Int(u.base[offset]) - 128, Int(v.base[other]) - 128)
        }
    }

    private static func brightness(_ samples: [Sample]) -> [Float] {
        var bins = [Float](repeating: 0, count: levels + 2)
        let weight = 1 / Float(samples.count)
        for sample in samples {
            let place = Float(sample.luma) / 255 * Float(levels) + 0.5
            let lower = Int(place)
            bins[lower] += (1 - (place - Float(lower))) * weight
            bins[lower + 1] += (place - Float(lower)) * weight
        }
        return bins
    }

    private static func colours(_ samples: [Sample]) -> [Float] {
        var bins = [Float](repeating: 0, count: tints * tints)
        func bin(_ tint: Int) -> Int { steps.count { tint >= $0 } }
        for sample in samples { bins[bin(sample.u) * tints + bin(sample.v)] += 1 / Float(samples.count) }
        return bins
    }
}
