package import Geometry

/// What a detector saw once.
package struct Observation: Hashable, Sendable {
    package var box: Box
    package var label: String
    /// 0 to 1.
    package var score: Double
    /// nil where nobody looked.
    package var appearance: Appearance?

    package init(box: Box, label: String, score: Double, appearance: Appearance? = nil) {
        self.box = box
        self.label = label
        self.score = score
        self.appearance = appearance
    }

    /// Whether all numbers are numbers and the box has an area; the tracker ignores what is not.
    package var isProper: Bool { box.isProper && score.isFinite }
}
