package import Geometry

/// The data of `vedette.motion.*`: something moves, whatever it is.
package struct MotionReport: Codable, Hashable, Sendable {
    /// Where it moves now; on `ended`, where it moved last.
    package let regions: [Box]

    /// The share of the picture that moves, 0 to 1.
    package let area: Double

    /// Seconds since it began, 0 on `started`.
    package let durationSeconds: Double

    package let frame: FrameReference

    package init(regions: [Box], area: Double, durationSeconds: Double = 0, frame: FrameReference) {
        self.regions = regions.map(\.rounded)
        self.area = area.rounded(toPlaces: 4)
        self.durationSeconds = durationSeconds.rounded(toPlaces: 3)
        self.frame = frame
    }

    private enum CodingKeys: String, CodingKey {
        case regions, area, frame
        case durationSeconds = "duration_seconds"
    }
}
