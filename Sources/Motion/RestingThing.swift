package import Geometry

/// Something that is neither background nor moving: it stopped, or what stood there was taken away.
package struct RestingThing: Hashable, Sendable {
    /// Normalised.
    package let box: Box

    /// How much its outline stands out now, grey levels of 255: the mean step from its border outwards.
    package let contrast: Double

    /// How much the same outline stood out in the background.
    package let contrastBefore: Double

    package init(box: Box, contrast: Double, contrastBefore: Double) {
        self.box = box
        self.contrast = contrast
        self.contrastBefore = contrastBefore
    }

    /// What is new has an outline now, what was taken away had one before; light and shadow have hardly one in either.
    package var change: Change {
        if contrast - contrastBefore >= Self.leastContrast { return .added }
        return contrastBefore - contrast >= Self.leastContrast ? .removed : .unclear
    }

    package enum Change: Hashable, Sendable {
        case added, removed, unclear
    }

    private static let leastContrast = 8.0
}
