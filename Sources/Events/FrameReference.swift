/// Which picture an event was made from, so that a clip can be opened at the right place.
package struct FrameReference: Codable, Hashable, Sendable {
    /// Counts from 1 in one connection to a camera, or in one clip.
    package let number: Int

    /// Seconds since the connection's or the clip's first frame.
    package let ptsSeconds: Double

    package init(number: Int, ptsSeconds: Double) {
        self.number = number
        self.ptsSeconds = ptsSeconds.rounded(toPlaces: 6)
    }

    private enum CodingKeys: String, CodingKey {
        case number
        case ptsSeconds = "pts_seconds"
    }
}
