/// The data of `vedette.zone.occupied`, `vedette.zone.emptied` and `vedette.crowd.*`: how many are in a zone together.
package struct OccupancyReport: Codable, Hashable, Sendable {
    package let zone: String

    /// How many are in it now.
    package let count: Int

    /// How many were in it at once, at most, since it began.
    package let peak: Int

    /// Seconds since there were enough.
    package let durationSeconds: Double

    package let frame: FrameReference

    package init(zone: String, count: Int, peak: Int, durationSeconds: Double, frame: FrameReference) {
        self.zone = zone
        self.count = count
        self.peak = peak
        self.durationSeconds = durationSeconds.rounded(toPlaces: 3)
        self.frame = frame
    }

    private enum CodingKeys: String, CodingKey {
        case zone, count, peak, frame
        case durationSeconds = "duration_seconds"
    }
}
