import Frames
import Geometry
import Tracking

extension Appearance {
    /// What an upright object in a box looks like: of its upper and of its lower part a histogram of brightness and, where the
    /// picture has colours, one of them. Brightness goes to the two nearest bins, so that a little more light moves it little.
    ///
    /// Twelve rows of eight samples a part, from the middle half of the box: a few microseconds whatever the box's size.
    init(of box: Box, in frame: Frame) {
        let colours = frame.chroma == nil ? 0 : Self.tints * Self.tints
        var shares = [Float](repeating: 0, count: Self.parts.count * (Self.levels + 2 + colours))
        let width = (frame.luma.width, frame.chroma?.u.width ?? 0)
        let height = (frame.luma.height, frame.chroma?.u.height ?? 0)
        let columns = Self.places(Self.columns, of: 0.25...0.75, from: box.left, box.width, width)
        var bins = 0
        for part in Self.parts {
            let rows = Self.places(Self.rows, of: part, from: box.top, box.height, height)
            Self.addBrightness(of: frame.luma, rows, columns, to: &shares, at: bins)
            bins += Self.levels + 2
            guard let (u, v) = frame.chroma else { continue }
            Self.addColours(of: u, v, rows, columns, to: &shares, at: bins)
            bins += colours
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
    /// The bin of each chroma sample.
    private static let tintOf = (0...255).map { sample in steps.count { sample - 128 >= $0 } }

    /// A row's or column's place in the luma and in the chroma planes, or how many of them these have.
    private typealias Place = (luma: Int, chroma: Int)

    /// Rows or columns, evenly spread over a part of a box's side.
    private static func places(
        _ count: Int, of part: ClosedRange<Double>, from start: Double, _ side: Double, _ whole: Place
    ) -> [Place] {
        (0..<count).map { index in
            let share = part.lowerBound + (part.upperBound - part.lowerBound) * (Double(index) + 0.5) / Double(count)
            let place = min(max(Int((start + share * side) * Double(whole.luma)), 0), whole.luma - 1)
            return (place, place * whole.chroma / whole.luma)
        }
    }

    private static func addBrightness(
        of luma: Plane, _ rows: [Place], _ columns: [Place], to bins: inout [Float], at first: Int
    ) {
        let weight = 1 / Float(rows.count * columns.count)
        for row in rows {
            for column in columns {
                let sample = luma.base[row.luma * luma.stride + column.luma]
                let place = Float(sample) / 255 * Float(levels) + 0.5
                let lower = Int(place)
                bins[first + lower] += (1 - (place - Float(lower))) * weight
                bins[first + lower + 1] += (place - Float(lower)) * weight
            }
        }
    }

    private static func addColours(
        of u: Plane, _ v: Plane, _ rows: [Place], _ columns: [Place], to bins: inout [Float], at first: Int
    ) {
        let weight = 1 / Float(rows.count * columns.count)
        let tintOf = tintOf
        for row in rows {
            for column in columns {
                let tint = tintOf[Int(u.base[row.chroma * u.stride + column.chroma])]
                let other = tintOf[Int(v.base[row.chroma * v.stride + column.chroma])]
                bins[first + tint * tints + other] += weight
            }
        }
    }
}
