package import Geometry

/// Where a tensor lies on a frame: the area that the whole tensor covers, padding included.
///
/// A letterboxed picture is simply an area that reaches beyond the frame, so one affine map serves whole frames,
/// regions and regions that stick out.
package struct Placement: Hashable, Sendable {
    /// In normalised coordinates of the frame; may lie partly outside 0 to 1.
    package let area: Box
    package let size: InputSize

    package init(area: Box, size: InputSize) {
        self.area = area
        self.size = size
    }

    /// Lays `region` of a frame into an input.
    ///
    /// - Parameters:
    ///   - region: normalised; must not be empty.
    ///   - frame: the frame's size in luma samples.
    package init(region: Box, of frame: InputSize, into size: InputSize, fit: Preprocessing.Fit) {
        self.size = size
        guard case .letterbox(let centred, _) = fit else {
            area = region
            return
        }
        let width = region.width * Double(frame.width)
        let height = region.height * Double(frame.height)
        let step = max(width / Double(size.width), height / Double(size.height))
        let spareX = (step * Double(size.width) - width) / Double(frame.width)
        let spareY = (step * Double(size.height) - height) / Double(frame.height)
        let before = centred ? 0.5 : 0
        area = Box(
            left: region.left - spareX * before, top: region.top - spareY * before,
            right: region.right + spareX * (1 - before), bottom: region.bottom + spareY * (1 - before))
    }

    /// From the tensor's samples to the frame's normalised coordinates.
    package func box(left: Float, top: Float, right: Float, bottom: Float) -> Box {
        let x = area.width / Double(size.width)
        let y = area.height / Double(size.height)
        return Box(
            left: area.left + Double(left) * x, top: area.top + Double(top) * y,
            right: area.left + Double(right) * x, bottom: area.top + Double(bottom) * y)
    }
}
