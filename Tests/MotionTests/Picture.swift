import Clocks
import Frames

/// A grey picture that a test draws or reads, and the frame that shows it.
struct Picture {
    let width: Int
    let height: Int
    var pixels: [UInt8]

    init(width: Int, height: Int, grey: UInt8 = 0) {
        self.width = width
        self.height = height
        pixels = Array(repeating: grey, count: width * height)
    }

    init(width: Int, height: Int, pixels: [UInt8]) {
        self.width = width
        self.height = height
        self.pixels = pixels
    }

    /// - Parameter padding: bytes after each row, filled with a value that would be noticed.
    func frame(number: Int, seconds: Double, padding: Int = 0) -> Frame {
        let stride = width + padding
        let memory = Memory(count: stride * height)
        for y in 0..<height {
            for x in 0..<width { memory.bytes[y * stride + x] = pixels[y * width + x] }
            for x in width..<stride {
                memory.bytes[y * stride + x] = UInt8(truncatingIfNeeded: y &* 97 &+ number &* 31)
            }
        }
        return Frame(
            luma: Plane(base: memory.bytes, width: width, height: height, stride: stride), chroma: nil,
            colour: ColourSpace(matrix: .bt601, fullRange: false), number: number, seconds: seconds,
            captured: CaptureTime(microseconds: 0).advanced(bySeconds: seconds), arrived: .now, owner: memory)
    }
}

/// Plane memory that lives as long as its frame; written before the frame is made, never after.
private final class Memory: @unchecked Sendable {
    let bytes: UnsafeMutablePointer<UInt8>

    init(count: Int) {
        bytes = .allocate(capacity: count)
        bytes.initialize(repeating: 0, count: count)
    }

    deinit { bytes.deallocate() }
}
