package import Clocks

/// The data of `vedette.count.report`: what a camera counted in a time.
package struct CountReport: Codable, Hashable, Sendable {
    package struct Zone: Codable, Hashable, Sendable {
        /// How often an object came in.
        package let entered: Int

        /// How often one left; what follows is of those.
        package let left: Int

        /// The sum of their stays, seconds.
        package let dwellSeconds: Double
        package let longestDwellSeconds: Double

        /// How many were in it at once, at most.
        package let peak: Int

        package init(entered: Int, left: Int, dwellSeconds: Double, longestDwellSeconds: Double, peak: Int) {
            self.entered = entered
            self.left = left
            self.dwellSeconds = dwellSeconds.rounded(toPlaces: 3)
            self.longestDwellSeconds = longestDwellSeconds.rounded(toPlaces: 3)
            self.peak = peak
        }

        private enum CodingKeys: String, CodingKey {
            case entered, left, peak
            case dwellSeconds = "dwell_seconds"
            case longestDwellSeconds = "longest_dwell_seconds"
        }
    }

    package let start: CaptureTime
    package let end: CaptureTime

    /// For how much of that time the camera gave pictures.
    package let observedSeconds: Double

    /// Objects that began in that time, by label.
    package let objects: [String: Int]
    package let lines: [String: LineReport.Counts]
    package let gates: [String: GateReport.Counts]
    package let zones: [String: Zone]

    package init(
        start: CaptureTime, end: CaptureTime, observedSeconds: Double, objects: [String: Int],
        lines: [String: LineReport.Counts], gates: [String: GateReport.Counts] = [:], zones: [String: Zone]
    ) {
        self.start = start
        self.end = end
        self.observedSeconds = observedSeconds.rounded(toPlaces: 3)
        self.objects = objects
        self.lines = lines
        self.gates = gates
        self.zones = zones
    }

    private enum CodingKeys: String, CodingKey {
        case start, end, objects, lines, gates, zones
        case observedSeconds = "observed_seconds"
    }
}
