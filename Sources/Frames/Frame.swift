package import Clocks

/// One 8-bit plane of a picture, read in place.
///
/// Safe and sendable although it holds a pointer: the memory is never written after the decoder handed it out, and
/// the ``Frame`` that owns it outlives every use of its planes. Only reading through `base` is marked `unsafe`.
@safe package struct Plane: @unchecked Sendable {
    package let base: UnsafePointer<UInt8>
    package let width: Int
    package let height: Int

    /// Bytes from one row to the next; at least `width`.
    package let stride: Int

    package init(base: UnsafePointer<UInt8>, width: Int, height: Int, stride: Int) {
        unsafe self.base = unsafe base
        self.width = width
        self.height = height
        self.stride = stride
    }
}

/// How a picture's luma and chroma samples become light (ITU-T H.273).
package struct ColourSpace: Hashable, Sendable {
    package enum Matrix: Hashable, Sendable { case bt601, bt709, bt2020 }

    package var matrix: Matrix

    /// True where samples use 0 to 255, false where luma uses 16 to 235 and chroma 16 to 240.
    package var fullRange: Bool

    package init(matrix: Matrix, fullRange: Bool) {
        self.matrix = matrix
        self.fullRange = fullRange
    }
}

/// A decoded picture: 8-bit planar YUV (4:2:0, 4:2:2, 4:4:4) or grey, never copied on its way from the decoder.
///
/// Chroma subsampling is read from the planes' sizes: the luma's size divided by 1 or 2 a side, rounded up.
package final class Frame: Sendable {
    package let luma: Plane

    /// U and V, of one size; nil for a grey picture.
    package let chroma: (u: Plane, v: Plane)?
    package let colour: ColourSpace

    /// Counts from 1 in one connection to a camera, or in one clip; dropped frames are counted too.
    package let number: Int

    /// Seconds since the connection's or the clip's first frame; always increases, gaps and backward steps repaired.
    package let seconds: Double

    /// When the picture was taken.
    package let captured: CaptureTime

    /// When its last byte had arrived; for latency only.
    package let arrived: ContinuousClock.Instant

    /// Counts a connection's keyframes: the same for all frames from one keyframe to the next; 0 where it is not known.
    package let group: Int

    /// How far the camera's clock was ahead of ours when the frame arrived, in seconds, by its sender reports; nil where it
    /// sends none.
    package let clockOffset: Double?

    /// Keeps the planes' memory alive; whatever the decoder's picture needs freed is freed with it.
    private let owner: any Sendable

    package init(
        luma: Plane, chroma: (u: Plane, v: Plane)?, colour: ColourSpace, number: Int, seconds: Double,
        captured: CaptureTime, arrived: ContinuousClock.Instant, group: Int = 0, clockOffset: Double? = nil,
        owner: any AnyObject & Sendable
    ) {
        self.luma = luma
        self.chroma = chroma
        self.colour = colour
        self.number = number
        self.seconds = seconds
        self.captured = captured
        self.arrived = arrived
        self.group = group
        self.clockOffset = clockOffset
        self.owner = owner
    }
}
