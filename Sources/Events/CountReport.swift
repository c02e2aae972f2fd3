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

        /// How many different objects were in it, however often each.
        package let visitors: Int

        package init(
            entered: Int, left: Int, dwellSeconds: Double, longestDwellSeconds: Double, peak: Int, visitors: Int
        ) {
            self.entered = entered
            self.left = left
            self.dwellSeconds = dwellSeconds.rounded(toPlaces: 3)
            self.longestDwellSeconds = longestDwellSeconds.rounded(toPlaces: 3)
            self.peak = peak
            self.visitors = visitors
        }

        private enum CodingKeys: String, CodingKey {
            case entered, left, peak, visitors
            case dwellSeconds = "dwell_seconds"
            case longestDwellSeconds = "longest_dwell_seconds"
        }
    }

    /// How many objects went from one zone to another, whatever lay between.
    package struct Path: Codable, Hashable, Sendable {
        package let from: String
        package let to: String
        package let count: Int

        package init(from: String, to: String, count: Int) {
            self.from = from
            self.to = to
            self.count = count
        }
    }

    /// Where in the picture objects stood, and for how long.
    package struct Heat: Codable, Hashable, Sendable {
        package let columns: Int
        package let rows: Int

        /// Row by row from the top left.
        package let seconds: [Double]

        package init(columns: Int, rows: Int, seconds: [Double]) {
            self.columns = columns
            self.rows = rows
            self.seconds = seconds.map { $0.rounded(toPlaces: 1) }
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

    /// Sorted by `from` and `to`.
    package let paths: [Path]

    /// Missing where the camera is not asked for it.
    package let heat: Heat?

    package init(
        start: CaptureTime, end: CaptureTime, observedSeconds: Double, objects: [String: Int],
        lines: [String: LineReport.Counts], gates: [String: GateReport.Counts] = [:], zones: [String: Zone],
        paths: [Path] = [], heat: Heat? = nil
    ) {
        self.start = start
        self.end = end
        self.observedSeconds = observedSeconds.rounded(toPlaces: 3)
        self.objects = objects
        self.lines = lines
        self.gates = gates
        self.zones = zones
        self.paths = paths
        self.heat = heat
    }

    private enum CodingKeys: String, CodingKey {
        case start, end, objects, lines, gates, zones, paths, heat
        case observedSeconds = "observed_seconds"
    }
}
