package import Geometry

/// What is known of how a camera looks at the world.
package struct View: Hashable, Sendable {
    /// The picture's width by its height, in pixels; nil before the first picture.
    package var pictureAspect: Double?
    /// nil where the camera is not calibrated.
    package var ground: GroundPlane?

    package init(pictureAspect: Double? = nil, ground: GroundPlane? = nil) {
        self.pictureAspect = pictureAspect
        self.ground = ground
    }
}
