package import Geometry

/// A part of the picture that changed and then kept still, as the motion gate sees it in one picture.
package struct Thing: Hashable, Sendable {
    package let box: Box
    /// True for something new, false for something that is gone, nil where that is not clear.
    package let isAdded: Bool?

    package init(box: Box, isAdded: Bool?) {
        self.box = box
        self.isAdded = isAdded
    }
}
