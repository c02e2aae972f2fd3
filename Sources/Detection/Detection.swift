package import Geometry

/// An object that the detector saw in one frame.
package struct Detection: Hashable, Sendable {
    package var label: String

    /// The label's place in the model's list.
    package var labelIndex: Int

    /// 0 to 1, as the model gives it.
    package var score: Float

    /// In normalised coordinates of the whole frame, cut off at its borders.
    package var box: Box

    /// True where the box ends at the border of the area that was looked at, inside the frame: the object may go on.
    package var isCut: Bool

    package init(label: String, labelIndex: Int, score: Float, box: Box, isCut: Bool = false) {
        self.label = label
        self.labelIndex = labelIndex
        self.score = score
        self.box = box
        self.isCut = isCut
    }
}
