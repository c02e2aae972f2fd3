extension Configuration.Camera {
    /// Where on earth the camera stands: what sunrise and sunset go by.
    package struct Location: Equatable, Sendable {
        /// Degrees; north is positive.
        package var latitude = 0.0
        /// Degrees; east is positive.
        package var longitude = 0.0

        package init() {}
    }
}

extension Configuration.Camera.Location: Section {
    static let keys: [Key<Self>] = [
        Key(
            "latitude", \.latitude, .number(-90...90, "degrees"), need: .required,
            "Degrees north of the equator, negative to the south."),
        Key(
            "longitude", \.longitude, .number(-180...180, "degrees"), need: .required,
            "Degrees east of Greenwich, negative to the west."),
    ]
}
