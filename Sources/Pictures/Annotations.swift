package import Geometry

/// What is drawn onto a picture, in this order, in normalised coordinates.
package struct Annotations: Sendable {
    package enum Mark: Sendable {
        case box(Box, label: String? = nil, Stroke)
        case polygon(Polygon, label: String? = nil, Stroke)

        /// With an arrow's head at its end where asked for.
        case line(Segment, label: String? = nil, Stroke, arrow: Bool = false)
        case path([Point], Stroke)

        /// On a ground of the colour; the point is the upper left corner.
        case text(String, at: Point, Colour)
        case heat(HeatMap)

        /// Lines on a dark bar along the lower border.
        case caption([String])
    }

    package var marks: [Mark]

    package init(_ marks: [Mark] = []) {
        self.marks = marks
    }
}

/// How a line is drawn.
package struct Stroke: Hashable, Sendable {
    package var colour: Colour
    package var isDashed: Bool

    /// Times the usual width, which grows with the picture.
    package var weight: Double

    /// How much of the colour covers the inside, 0 to 1.
    package var fill: Double

    package init(_ colour: Colour, dashed: Bool = false, weight: Double = 1, fill: Double = 0) {
        self.colour = colour
        isDashed = dashed
        self.weight = weight
        self.fill = fill
    }
}

/// How much happened where: a grid over the whole picture.
package struct HeatMap: Hashable, Sendable {
    package let columns: Int
    package let rows: Int

    /// Row by row from the top left, 0 to 1; what is no number, or outside, is taken to the nearer end.
    package let values: [Double]

    /// - Returns: nil where `values` are not `columns` × `rows`, or a side is below 1 or above ``Picture/largestSide``.
    package init?(columns: Int, rows: Int, values: [Double]) {
        let sides = 1...Picture.largestSide
        guard sides.contains(columns), sides.contains(rows), values.count == columns * rows else { return nil }
        self.columns = columns
        self.rows = rows
        self.values = values
    }

    /// From nothing over blue, red and yellow to white, brighter with each step, so that it also reads in black and white.
    static func colour(_ value: Double) -> Colour {
        let value = value.isNaN ? 0 : min(max(value, 0), 1)
        let place = value * Double(ramp.count - 1)
        let lower = min(Int(place), ramp.count - 2)
        let share = place - Double(lower)
        func mix(_ part: KeyPath<Colour, UInt8>) -> UInt8 {
            let (from, to) = (Double(ramp[lower][keyPath: part]), Double(ramp[lower + 1][keyPath: part]))
            return UInt8(from + share * (to - from))
        }
        return Colour(red: mix(\.red), green: mix(\.green), blue: mix(\.blue), opacity: min(0.8, 4 * value))
    }

    private static let ramp = [
        Colour(red: 20, green: 12, blue: 90), Colour(red: 110, green: 20, blue: 140),
        Colour(red: 210, green: 45, blue: 70),
        Colour(red: 250, green: 130, blue: 20), Colour(red: 250, green: 220, blue: 60),
        Colour(red: 255, green: 255, blue: 220),
    ]
}
