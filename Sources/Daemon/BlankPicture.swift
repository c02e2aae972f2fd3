import Clocks
import Frames

/// A grey picture, for trying something out.
final class BlankPicture: Sendable {
    private let width: Int
    private let height: Int

    /// Written once, before anyone can read it.
    private nonisolated(unsafe) let samples: UnsafeMutablePointer<UInt8>

    /// In pixels.
    init(width: Int, height: Int) {
        self.width = width
        self.height = height
        samples = .allocate(capacity: width * height)
        samples.initialize(repeating: 128, count: width * height)
    }

    deinit { samples.deallocate() }

    var frame: Frame {
        Frame(
            luma: Plane(base: UnsafePointer(samples), width: width, height: height, stride: width), chroma: nil,
            colour: ColourSpace(matrix: .bt601, fullRange: true), number: 1, seconds: 0, captured: .now(),
            arrived: .now, owner: self)
    }
}
