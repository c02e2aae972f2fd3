import CFFmpeg
import Frames

/// Turns pictures of other formats (10 bit, NV12, RGB, palettes) into 8-bit planar 4:2:0, or grey where they are grey,
/// of the same size; in buffers that are used again once nobody looks at them any more.
///
/// Owns an `SwsContext` and an `AVBufferPool`; both follow the input's size and format.
@safe struct Scaler: ~Copyable {
    private var context: OpaquePointer?
    private var pool: OpaquePointer?
    private var input: (width: Int, height: Int, format: AVPixelFormat, isFullRange: Bool)?
    private let place: String

    init(place: String) {
        self.place = place
    }

    deinit {
        unsafe sws_freeContext(context)
        var pool = unsafe pool
        unsafe av_buffer_pool_uninit(&pool)
    }

    /// - Throws: ``MediaError`` where swscale cannot read the format or memory is short.
    mutating func convert(_ source: Picture) throws(MediaError) -> Picture {
        let target = try Picture.allocate(at: place)
        let format = Self.target(of: source.format)
        try prepare(for: source, target: format)
        unsafe target.pointer.pointee.width = source.pointer.pointee.width
        unsafe target.pointer.pointee.height = source.pointer.pointee.height
        unsafe target.pointer.pointee.format = format.rawValue
        try fill(target)
        try check(unsafe sws_scale_frame(context, target.pointer, source.pointer))
        return target
    }

    private static func target(of format: AVPixelFormat) -> AVPixelFormat {
        guard let descriptor = unsafe av_pix_fmt_desc_get(format) else { return AV_PIX_FMT_YUV420P }
        let isColour = unsafe descriptor.pointee.flags & UInt64(AV_PIX_FMT_FLAG_RGB | AV_PIX_FMT_FLAG_PAL) != 0
        return unsafe descriptor.pointee.nb_components < 3 && !isColour ? AV_PIX_FMT_GRAY8 : AV_PIX_FMT_YUV420P
    }

    private mutating func prepare(for source: Picture, target: AVPixelFormat) throws(MediaError) {
        let wanted = (source.width, source.height, source.format, source.colour.fullRange)
        if let input, input == wanted { return }
        // Until both are there, nothing is: a failure half-way must not leave the old input's name on the new state.
        input = nil
        let (width, height) = unsafe (source.pointer.pointee.width, source.pointer.pointee.height)
        unsafe sws_freeContext(context)
        unsafe context = sws_getContext(
            width, height, source.format, width, height, target, SWS_BILINEAR | SWS_ACCURATE_RND, nil, nil, nil)
        guard unsafe context != nil else {
            throw MediaError(.convert, .undecodable, text: "no conversion from its pixel format", place: place)
        }
        keepRange(source.colour.fullRange)
        try makePool(width: width, height: height, format: target)
        input = wanted
    }

    /// Samples keep their range; RGB becomes limited range, swscale's own choice.
    private func keepRange(_ isFull: Bool) {
        let table = unsafe sws_getCoefficients(SWS_CS_DEFAULT)
        let range: Int32 = isFull ? 1 : 0
        unsafe sws_setColorspaceDetails(context, table, range, table, range, 0, 1 << 16, 1 << 16)
    }

    private mutating func makePool(width: Int32, height: Int32, format: AVPixelFormat) throws(MediaError) {
        let bytes = av_image_get_buffer_size(format, width, height, Self.alignment)
        try check(bytes)
        var old = unsafe pool
        unsafe av_buffer_pool_uninit(&old)
        // swscale's vector loops write some bytes past the last row's end.
        unsafe pool = av_buffer_pool_init(Int(bytes + Self.alignment), nil)
    }

    private func fill(_ target: Picture) throws(MediaError) {
        let frame = unsafe target.pointer
        guard let pool = unsafe pool, let buffer = unsafe av_buffer_pool_get(pool) else {
            throw MediaError(outOfMemoryAt: place)
        }
        unsafe frame.pointee.buf.0 = buffer
        let format = unsafe AVPixelFormat(frame.pointee.format)
        let code = unsafe withUnsafeMutablePointer(to: &frame.pointee.data) { data in
            unsafe withUnsafeMutablePointer(to: &frame.pointee.linesize) { linesize in
                unsafe data.withMemoryRebound(to: UnsafeMutablePointer<UInt8>?.self, capacity: 8) { data in
                    unsafe linesize.withMemoryRebound(to: Int32.self, capacity: 8) { linesize in
                        unsafe av_image_fill_arrays(
                            data, linesize, buffer.pointee.data, format, frame.pointee.width, frame.pointee.height,
                            Self.alignment)
                    }
                }
            }
        }
        try check(code)
    }

    private func check(_ code: Int32) throws(MediaError) {
        if code < 0 { throw MediaError(.convert, code: code, place: place) }
    }

    private static let alignment: Int32 = 64
}
