import CFFmpeg
import Frames

/// Pictures from one layout of pixels to another, and from one size to another. Owns an `SwsContext`.
@safe struct PixelConversion: ~Copyable {
    /// How a picture lies in memory.
    struct Layout {
        var width: Int
        var height: Int
        var format: AVPixelFormat
        var colour = ColourSpace(matrix: .bt601, fullRange: true)
    }

    private let context: OpaquePointer
    private let rows: Int32

    static func open(from source: Layout, to target: Layout) throws(PictureError) -> PixelConversion {
        // Area averaging for smaller pictures: what is thinner than a pixel must not vanish.
        let isSmaller = target.width < source.width || target.height < source.height
        let context = unsafe sws_getContext(
            Int32(source.width), Int32(source.height), source.format, Int32(target.width), Int32(target.height),
            target.format, (isSmaller ? SWS_AREA : SWS_BILINEAR) | SWS_ACCURATE_RND, nil, nil, nil)
        guard let context = unsafe context else {
            throw .refused(by: "swscale", "no conversion between these pictures")
        }
        let (from, to) = unsafe (source.colour.coefficients, target.colour.coefficients)
        unsafe sws_setColorspaceDetails(
            context, from, source.colour.fullRange ? 1 : 0, to, target.colour.fullRange ? 1 : 0, 0, 1 << 16, 1 << 16)
        return unsafe PixelConversion(adopting: context, rows: Int32(source.height))
    }

    private init(adopting context: OpaquePointer, rows: Int32) {
        unsafe self.context = context
        self.rows = rows
    }

    deinit {
        unsafe sws_freeContext(context)
    }

    /// Planes and their strides, in the order of the layouts' formats; swscale asks for four of each.
    func run(
        from source: [(base: UnsafePointer<UInt8>, stride: Int)],
        to target: [(base: UnsafeMutablePointer<UInt8>, stride: Int)]
    ) throws(PictureError) {
        let sources = unsafe Self.four(source.map { unsafe $0.base })
        let targets = unsafe Self.four(target.map { unsafe $0.base })
        let sourceStrides = unsafe Self.four(source.map { unsafe Int32($0.stride) }).map { $0 ?? 0 }
        let targetStrides = unsafe Self.four(target.map { unsafe Int32($0.stride) }).map { $0 ?? 0 }
        let done = unsafe sws_scale(context, sources, sourceStrides, 0, rows, targets, targetStrides)
        guard done > 0 else { throw .refused(by: "swscale", "the picture could not be converted") }
    }

    private static func four<Value>(_ values: [Value]) -> [Value?] {
        (0..<4).map { $0 < values.count ? values[$0] : nil }
    }
}

extension ColourSpace {
    fileprivate var coefficients: UnsafePointer<Int32>? {
        switch matrix {
        case .bt601: unsafe sws_getCoefficients(SWS_CS_ITU601)
        case .bt709: unsafe sws_getCoefficients(SWS_CS_ITU709)
        case .bt2020: unsafe sws_getCoefficients(SWS_CS_BT2020)
        }
    }
}
