import CCairo
import Geometry

extension Canvas {
    func draw(_ box: Box, _ stroke: Stroke) {
        let corners = [
            Point(x: box.left, y: box.top), Point(x: box.right, y: box.top), Point(x: box.right, y: box.bottom),
            Point(x: box.left, y: box.bottom),
        ]
        draw(corners, closed: true, stroke)
    }

    /// Straight lines from point to point, and back to the first where closed. What is no number is left out.
    func draw(_ points: [Point], closed: Bool, _ stroke: Stroke) {
        let points = points.map { pixel($0) }.filter { $0.x.isFinite && $0.y.isFinite }
        guard points.count > 1 else { return }
        unsafe cairo_new_path(context)
        for point in points { unsafe cairo_line_to(context, point.x, point.y) }
        if closed { unsafe cairo_close_path(context) }
        if closed, stroke.fill > 0 {
            setColour(stroke.colour.faded(to: stroke.fill * stroke.colour.opacity))
            unsafe cairo_fill_preserve(context)
        }
        trace(stroke)
    }

    /// A barbed head at the segment's end.
    func drawArrowHead(_ segment: Segment, _ stroke: Stroke) {
        let (start, end) = (pixel(segment.start), pixel(segment.end))
        let length = start.distance(to: end)
        guard length > 0, length.isFinite else { return }
        let size = min(length / 2, 7 * unit * stroke.weight)
        let back = Point(x: (start.x - end.x) / length * size, y: (start.y - end.y) / length * size)
        unsafe cairo_new_path(context)
        unsafe cairo_move_to(context, end.x + back.x - back.y / 2, end.y + back.y + back.x / 2)
        unsafe cairo_line_to(context, end.x, end.y)
        unsafe cairo_line_to(context, end.x + back.x + back.y / 2, end.y + back.y - back.x / 2)
        trace(stroke)
    }

    /// Twice: a dark edge around a bright line is seen on any ground.
    private func trace(_ stroke: Stroke) {
        let width = 2 * unit * stroke.weight
        unsafe cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
        let dashes = [5 * unit, 4 * unit]
        unsafe cairo_set_dash(context, dashes, stroke.isDashed ? 2 : 0, 0)
        setColour(Colour.black.faded(to: 0.5 * stroke.colour.opacity))
        unsafe cairo_set_line_width(context, width + 1.5 * unit)
        unsafe cairo_stroke_preserve(context)
        setColour(stroke.colour)
        unsafe cairo_set_line_width(context, width)
        unsafe cairo_stroke(context)
    }

    /// Smooth between the grid's cells.
    func draw(_ heat: HeatMap) {
        var cells = heat.values.map { HeatMap.colour($0).premultiplied }
        unsafe cells.withUnsafeMutableBytes { bytes in
            let base = unsafe bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
            let grid = unsafe cairo_image_surface_create_for_data(
                base, CAIRO_FORMAT_ARGB32, Int32(heat.columns), Int32(heat.rows), Int32(4 * heat.columns))
            unsafe cairo_save(context)
            unsafe cairo_scale(context, width / Double(heat.columns), height / Double(heat.rows))
            unsafe cairo_set_source_surface(context, grid, 0, 0)
            let pattern = unsafe cairo_get_source(context)
            unsafe cairo_pattern_set_filter(pattern, CAIRO_FILTER_BILINEAR)
            unsafe cairo_pattern_set_extend(pattern, CAIRO_EXTEND_PAD)
            unsafe cairo_paint(context)
            unsafe cairo_restore(context)
            // The grid's memory ends with this call, so its surface must: `restore` has let go of the pattern.
            unsafe cairo_surface_destroy(grid)
        }
    }
}

extension Colour {
    /// As cairo's ARGB32 has it: the parts already multiplied by the opacity.
    fileprivate var premultiplied: UInt32 {
        func part(_ value: UInt8) -> UInt32 { UInt32((Double(value) * opacity).rounded()) }
        return UInt32((255 * opacity).rounded()) << 24 | part(red) << 16 | part(green) << 8 | part(blue)
    }
}
