import Clocks
import Frames
import TestSupport

/// A frame made of numbers that the test chose, with rows longer than the picture as decoders make them.
final class TestFrame: Sendable {
    let width: Int
    let height: Int
    let chromaWidth: Int
    let chromaHeight: Int
    let stride: Int
    nonisolated(unsafe) let luma: UnsafeMutablePointer<UInt8>
    nonisolated(unsafe) let u: UnsafeMutablePointer<UInt8>
    nonisolated(unsafe) let v: UnsafeMutablePointer<UInt8>
    let isGrey: Bool

    enum Layout: String, CaseIterable { case yuv420p, yuv422p, yuv444p, gray }

    init(width: Int, height: Int, layout: Layout) {
        self.width = width
        self.height = height
        isGrey = layout == .gray
        chromaWidth = layout == .yuv444p ? width : (width + 1) / 2
        chromaHeight = layout == .yuv420p ? (height + 1) / 2 : height
        stride = width + 13
        luma = .allocate(capacity: stride * height)
        u = .allocate(capacity: stride * chromaHeight)
        v = .allocate(capacity: stride * chromaHeight)
        luma.initialize(repeating: 255, count: stride * height)
        u.initialize(repeating: 255, count: stride * chromaHeight)
        v.initialize(repeating: 255, count: stride * chromaHeight)
    }

    deinit {
        luma.deallocate()
        u.deallocate()
        v.deallocate()
    }

    /// Sets every sample of the three planes; chroma by its own coordinates.
    func draw(_ value: (_ plane: Int, _ x: Int, _ y: Int) -> UInt8) {
        for y in 0..<height { for x in 0..<width { luma[y * stride + x] = value(0, x, y) } }
        for y in 0..<chromaHeight {
            for x in 0..<chromaWidth {
                u[y * stride + x] = value(1, x, y)
                v[y * stride + x] = value(2, x, y)
            }
        }
    }

    /// The samples without padding, as raw video has them.
    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        for y in 0..<height { bytes += UnsafeBufferPointer(start: luma + y * stride, count: width) }
        guard !isGrey else { return bytes }
        for plane in [u, v] {
            for y in 0..<chromaHeight { bytes += UnsafeBufferPointer(start: plane + y * stride, count: chromaWidth) }
        }
        return bytes
    }

    func frame(_ colour: ColourSpace = ColourSpace(matrix: .bt601, fullRange: false), seconds: Double = 0) -> Frame {
        func plane(_ base: UnsafeMutablePointer<UInt8>) -> Plane {
            Plane(base: UnsafePointer(base), width: chromaWidth, height: chromaHeight, stride: stride)
        }
        return Frame(
            luma: Plane(base: UnsafePointer(luma), width: width, height: height, stride: stride),
            chroma: isGrey ? nil : (plane(u), plane(v)), colour: colour, number: 1, seconds: seconds,
            captured: CaptureTime.test, arrived: .now, owner: self)
    }
}

extension CaptureTime {
    static let test = CaptureTime(microseconds: 1_700_000_000_000_000)
}
