import CKernels
package import Frames
import Geometry

/// Turns a frame, or a part of it, into a network's input: scaled, coloured and normalised in one pass over the rows.
///
/// Keeps its scratch memory between calls, so that a steady camera allocates nothing; one a worker.
package struct PictureSampler: Sendable {
    private var scratch: [Float] = []

    package init() {}

    /// Fills `tensor`, which is planar: three channels of `placement.size`.
    ///
    /// What lies outside the frame gets the letterbox's fill (black where the fit is `stretch`).
    /// - Precondition: `tensor` holds `3 × width × height` elements; the placement's area is finite and not empty.
    package mutating func sample(
        _ frame: Frame, _ placement: Placement, _ preprocessing: Preprocessing,
        into tensor: UnsafeMutableBufferPointer<Float>
    ) {
        var task = picture_task(frame, placement, preprocessing)
        precondition(tensor.count == 3 * placement.size.area, "the tensor does not fit the placement")
        precondition(task.across.isUsable && task.down.isUsable, "an area to look at must be finite and not empty")
        let needed = picture_scratch_floats(&task)
        if scratch.count < needed { scratch = [Float](repeating: 0, count: needed) }
        scratch.withUnsafeMutableBufferPointer { scratch in
            picture_to_tensor(&task, scratch.baseAddress, tensor.baseAddress)
        }
    }
}

extension picture_axis {
    fileprivate var isUsable: Bool { origin.isFinite && step.isFinite && step > 0 }
}

extension picture_plane {
    fileprivate init(_ plane: Plane) {
        self.init(base: plane.base, stride: plane.stride, width: Int32(plane.width), height: Int32(plane.height))
    }
}

extension picture_task {
    /// The task as the kernel takes it; exposed for the tests that compare the kernel's versions.
    package init(_ frame: Frame, _ placement: Placement, _ preprocessing: Preprocessing) {
        let width = Double(frame.luma.width)
        let height = Double(frame.luma.height)
        let area = placement.area
        self.init(
            luma: picture_plane(frame.luma), u: frame.chroma.map { picture_plane($0.u) } ?? picture_plane(),
            v: frame.chroma.map { picture_plane($0.v) } ?? picture_plane(),
            across: picture_axis(
                origin: area.left * width, step: area.width * width / Double(placement.size.width)),
            down: picture_axis(
                origin: area.top * height, step: area.height * height / Double(placement.size.height)),
            colour: picture_colour(frame.colour, grey: frame.chroma == nil, preprocessing),
            width: Int32(placement.size.width), height: Int32(placement.size.height))
    }
}
