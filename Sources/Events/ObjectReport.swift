package import Clocks
package import Geometry

/// The data of `vedette.object.*`: one tracked object as it is now.
package struct ObjectReport: Codable, Hashable, Sendable {
    /// The track's id; the same from `started` to `ended`.
    package let id: String
    package let label: String

    /// The detector's score of the latest detection, 0 to 1.
    package let score: Double

    /// The highest score so far.
    package let topScore: Double

    package let box: Box
    package let firstSeen: CaptureTime

    /// Zones that it stands in now, sorted.
    package let zones: [String]

    package let stationary: Bool

    /// How far its foot has gone, in normalised units: 1 is the picture's width or height.
    package let pathLength: Double

    /// Seconds since it was first seen.
    package let durationSeconds: Double

    /// Where it stands on the ground, and how fast it is; missing where the camera is not calibrated.
    package let ground: GroundReport?

    package let frame: FrameReference

    package init(
        id: String, label: String, score: Double, topScore: Double, box: Box, firstSeen: CaptureTime,
        zones: [String], stationary: Bool, pathLength: Double, durationSeconds: Double, ground: GroundReport? = nil,
        frame: FrameReference
    ) {
        self.id = id
        self.label = label
        self.score = score.rounded(toPlaces: 4)
        self.topScore = topScore.rounded(toPlaces: 4)
        self.box = box.rounded
        self.firstSeen = firstSeen
        self.zones = zones.sorted()
        self.stationary = stationary
        self.pathLength = pathLength.rounded(toPlaces: 4)
        self.durationSeconds = durationSeconds.rounded(toPlaces: 3)
        self.ground = ground
        self.frame = frame
    }

    private enum CodingKeys: String, CodingKey {
        case id, label, score, box, zones, stationary, ground, frame
        case topScore = "top_score"
        case firstSeen = "first_seen"
        case pathLength = "path_length"
        case durationSeconds = "duration_seconds"
    }
}
