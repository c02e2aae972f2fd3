package import Geometry

/// The data of `vedette.thing.*`: something of no known kind was left behind in a zone, or taken away.
package struct ThingReport: Codable, Hashable, Sendable {
    package let zone: String
    package let box: Box

    /// Since it was first seen to rest, or to be gone.
    package let durationSeconds: Double

    /// How long nobody was near.
    package let unattendedSeconds: Double

    /// Who was near when it appeared; missing where nobody was seen.
    package let nearby: ObjectReport?
    package let frame: FrameReference

    package init(
        zone: String, box: Box, durationSeconds: Double, unattendedSeconds: Double,
        nearby: ObjectReport?,
        frame: FrameReference
    ) {
        self.zone = zone
        self.box = box.rounded
        self.durationSeconds = durationSeconds.rounded(toPlaces: 3)
        self.unattendedSeconds = unattendedSeconds.rounded(toPlaces: 3)
        self.nearby = nearby
        self.frame = frame
    }

    private enum CodingKeys: String, CodingKey {
        case zone, box, nearby, frame
        case durationSeconds = "duration_seconds"
        case unattendedSeconds = "unattended_seconds"
    }
}
