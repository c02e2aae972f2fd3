import CCairo
import Geometry

extension Canvas {
    /// A rectangle in pixels that a label has taken.
    struct Place {
        var x, y, width, height: Double

        func touches(_ other: Place) -> Bool {
            x < other.x + other.width && other.x < x + width && y < other.y + other.height && other.y < y + height
        }
    }

    /// The system's sans-serif face; cairo draws letters of its own where no font is installed.
    func setFont() {
        unsafe cairo_select_font_face(context, "sans-serif", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_BOLD)
        unsafe cairo_set_font_size(context, letterHeight)
    }

    /// Draws a label near a point in pixels, inside the picture, below those that it would cover. One that finds no place
    /// there is left out: further away nobody could tell whose it is.
    func draw(_ label: String, near point: Point, _ colour: Colour, taken: inout [Place]) {
        guard point.x.isFinite, point.y.isFinite else { return }
        let size = size(of: label)
        var place = Place(
            x: max(0, min(point.x, width - size.x)), y: max(0, min(point.y, height - size.y)), width: size.x,
            height: size.y)
        let lowest = min(height - size.y, place.y + 4 * labelHeight)
        while let other = taken.first(where: { $0.touches(place) }) {
            place.y = other.y + other.height
            guard place.y <= lowest else { return }
        }
        taken.append(place)
        setColour(colour.faded(to: 0.85))
        unsafe cairo_rectangle(context, place.x, place.y, place.width, place.height)
        unsafe cairo_fill(context)
        write(label, x: place.x + padding, y: place.y, colour.ink)
    }

    /// Lines on a dark bar along the lower border, broken where they are too long; as many as fit.
    func drawCaption(_ lines: [String], taken: inout [Place]) {
        let row = letterHeight * 1.4
        let rows = max(1, Int(height / row))
        let lines = lines.prefix(rows).flatMap { broken($0) }.prefix(rows)
        let top = height - row * Double(lines.count)
        taken.append(Place(x: 0, y: top, width: width, height: height - top))
        setColour(Colour.black.faded(to: 0.7))
        unsafe cairo_rectangle(context, 0, top, width, height - top)
        unsafe cairo_fill(context)
        for (index, line) in lines.enumerated() {
            write(line, x: 2 * padding, y: top + row * Double(index), .white)
        }
    }

    /// At its blanks, into what fits between the borders.
    private func broken(_ line: String) -> [String] {
        var rows: [String] = []
        for word in line.drawable.split(separator: " ", omittingEmptySubsequences: false) {
            if let last = rows.last, size(of: "\(last) \(word)").x + 2 * padding <= width {
                rows[rows.count - 1] = "\(last) \(word)"
            } else {
                rows.append(String(word))
            }
        }
        return rows
    }

    var labelHeight: Double { letterHeight * 1.3 }
    private var padding: Double { letterHeight * 0.3 }

    private func size(of text: String) -> Point {
        var extents = cairo_text_extents_t()
        unsafe cairo_text_extents(context, text.drawable, &extents)
        return Point(x: extents.x_advance + 2 * padding, y: labelHeight)
    }

    private func write(_ text: String, x: Double, y: Double, _ colour: Colour) {
        setColour(colour)
        unsafe cairo_move_to(context, x, y + letterHeight)
        unsafe cairo_show_text(context, text.drawable)
        // Text leaves a point behind, which the next shape must not begin at.
        unsafe cairo_new_path(context)
    }
}

extension String {
    /// Without what has no shape, and not longer than any picture is wide.
    fileprivate var drawable: String { String(filter { !$0.isNewline && $0 != "\0" }.prefix(200)) }
}
