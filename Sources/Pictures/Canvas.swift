import CCairo
import Geometry

/// cairo, drawing onto a picture's own pixels. Lives as long as the memory that it was given, no longer.
@safe struct Canvas: ~Copyable {
    let context: OpaquePointer
    private let surface: OpaquePointer
    let width: Double
    let height: Double

    static func open(_ pixels: UnsafeMutablePointer<UInt8>, width: Int, height: Int) throws(PictureError) -> Canvas {
        let surface = unsafe cairo_image_surface_create_for_data(
            pixels, CAIRO_FORMAT_RGB24, Int32(width), Int32(height), Int32(4 * width))
        // cairo gives back an object in any case, one that is in error where memory is short.
        guard let surface = unsafe surface, let context = unsafe cairo_create(surface) else { throw .outOfMemory }
        return unsafe Canvas(adopting: context, surface, width: Double(width), height: Double(height))
    }

    private init(adopting context: OpaquePointer, _ surface: OpaquePointer, width: Double, height: Double) {
        unsafe self.context = context
        unsafe self.surface = surface
        self.width = width
        self.height = height
    }

    deinit {
        unsafe cairo_destroy(context)
        unsafe cairo_surface_destroy(surface)
    }

    /// Everything that was drawn is in the picture afterwards.
    ///
    /// - Throws: what went wrong since the canvas was opened; cairo remembers its first error.
    func finish() throws(PictureError) {
        unsafe cairo_surface_flush(surface)
        let status = unsafe cairo_status(context)
        guard status != CAIRO_STATUS_SUCCESS else { return }
        let words = unsafe cairo_status_to_string(status).map { unsafe String(cString: $0) }
        throw .refused(by: "cairo", words ?? "error")
    }

    /// Line widths and letters grow with the picture, within what is seen and read.
    var unit: Double { max(1, min(width, height) / 400) }
    var letterHeight: Double { max(11, min(width, height) / 38) }

    func pixel(_ point: Point) -> Point { Point(x: point.x * width, y: point.y * height) }

    func setColour(_ colour: Colour) {
        unsafe cairo_set_source_rgba(
            context, Double(colour.red) / 255, Double(colour.green) / 255, Double(colour.blue) / 255, colour.opacity)
    }
}
