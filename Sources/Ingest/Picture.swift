import CFFmpeg
import Frames

/// Owns an `AVFrame`: a decoded picture and its share of the decoder's buffers. It is what keeps a ``Frame``'s planes.
///
/// `@unchecked Sendable` is true because a picture is written only before it is handed out, and FFmpeg counts the
/// references of its buffers atomically.
@safe final class Picture: @unchecked Sendable {
    let pointer: UnsafeMutablePointer<AVFrame>

    static func allocate(at place: String) throws(MediaError) -> Picture {
        guard let pointer = unsafe av_frame_alloc() else { throw MediaError(outOfMemoryAt: place) }
        return unsafe Picture(adopting: pointer)
    }

    private init(adopting pointer: UnsafeMutablePointer<AVFrame>) {
        unsafe self.pointer = unsafe pointer
    }

    deinit {
        var pointer: UnsafeMutablePointer<AVFrame>? = unsafe pointer
        unsafe av_frame_free(&pointer)
    }

    var width: Int { unsafe Int(pointer.pointee.width) }
    var height: Int { unsafe Int(pointer.pointee.height) }
    var format: AVPixelFormat { unsafe AVPixelFormat(pointer.pointee.format) }
    var timestamp: Int64? { unsafe Ingest.timestamp(pointer.pointee.best_effort_timestamp) }

    /// Whether the decoder had to invent parts of it.
    var isDamaged: Bool {
        unsafe pointer.pointee.decode_error_flags != 0 || pointer.pointee.flags & AV_FRAME_FLAG_CORRUPT != 0
    }

    /// Whether all of it was coded anew, without the pictures before it.
    var isKeyframe: Bool {
        unsafe pointer.pointee.key_frame != 0 || pointer.pointee.pict_type == AV_PICTURE_TYPE_I
    }

    /// Whether the picture lies in the memory of a device.
    var isOnDevice: Bool { unsafe pointer.pointee.hw_frames_ctx != nil }

    /// The planes as a ``Frame`` has them; nil where the format is another or rows run upwards, and it must be converted.
    var planes: (luma: Plane, chroma: (u: Plane, v: Plane)?)? {
        guard let layout = PlaneLayout(format), let luma = plane(0, width: width, height: height) else { return nil }
        guard let shift = layout.chromaShift else { return (luma, nil) }
        let (width, height) = (ceilShift(width, shift.x), ceilShift(height, shift.y))
        guard let u = plane(1, width: width, height: height), let v = plane(2, width: width, height: height) else {
            return nil
        }
        return (luma, (u, v))
    }

    private func plane(_ index: Int, width: Int, height: Int) -> Plane? {
        let (data, strides) = unsafe (pointer.pointee.data, pointer.pointee.linesize)
        let (base, stride) =
            switch index {
            case 0: unsafe (data.0, strides.0)
            case 1: unsafe (data.1, strides.1)
            default: unsafe (data.2, strides.2)
            }
        guard let base = unsafe base, stride >= width else { return nil }
        return unsafe Plane(base: UnsafePointer(base), width: width, height: height, stride: Int(stride))
    }
}

/// What an 8-bit planar format looks like in memory.
struct PlaneLayout {
    /// By how many bits chroma planes are smaller than luma; nil for grey.
    let chromaShift: (x: Int, y: Int)?

    /// Nil for every format that is not handed on as it is.
    init?(_ format: AVPixelFormat) {
        switch format {
        case AV_PIX_FMT_GRAY8: chromaShift = nil
        case AV_PIX_FMT_YUV420P, AV_PIX_FMT_YUVJ420P: chromaShift = (1, 1)
        case AV_PIX_FMT_YUV422P, AV_PIX_FMT_YUVJ422P: chromaShift = (1, 0)
        case AV_PIX_FMT_YUV440P, AV_PIX_FMT_YUVJ440P: chromaShift = (0, 1)
        case AV_PIX_FMT_YUV444P, AV_PIX_FMT_YUVJ444P: chromaShift = (0, 0)
        default: return nil
        }
    }
}

private func ceilShift(_ value: Int, _ bits: Int) -> Int {
    (value + (1 << bits) - 1) >> bits
}
