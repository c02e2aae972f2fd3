package import Clocks

/// The data of `vedette.camera.coverage`: of an hour, or a part of it, how much was watched, and how. Seconds.
///
/// `decoded`, `skipped`, `dropped` and `blind` add up to the time from `from` to `to`, to the microsecond; `connected` and
/// `inferred` are parts of it that overlap with them.
package struct CoverageReport: Codable, Hashable, Sendable {
    package let from: CaptureTime
    package let to: CaptureTime
    package let connected: Double
    package let decoded: Double
    package let skipped: Double
    package let dropped: Double
    package let inferred: Double
    package let blind: Double

    package init(
        from: CaptureTime, to: CaptureTime, connected: Double, decoded: Double, skipped: Double, dropped: Double,
        inferred: Double, blind: Double
    ) {
        self.from = from
        self.to = to
        self.connected = connected.rounded(toPlaces: 6)
        self.decoded = decoded.rounded(toPlaces: 6)
        self.skipped = skipped.rounded(toPlaces: 6)
        self.dropped = dropped.rounded(toPlaces: 6)
        self.inferred = inferred.rounded(toPlaces: 6)
        self.blind = blind.rounded(toPlaces: 6)
    }
}
