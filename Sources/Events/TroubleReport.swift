package import Clocks

/// The data of `vedette.camera.frozen`, `covered` and the like, and of `vedette.camera.recovered`: the camera sends pictures,
/// but they are not worth much.
package struct TroubleReport: Codable, Hashable, Sendable {
    package enum Trouble: String, CaseIterable, Codable, Sendable {
        case frozen, covered, defocused, moved, dark, slow
        case clockDrift = "clock_drift"
    }

    /// Why it ended.
    package enum Ending: String, CaseIterable, Codable, Sendable { case recovered, adopted, stopped }

    /// The number that it was decided by. Rounded to 3 places.
    package struct Evidence: Codable, Hashable, Sendable {
        package let measure: String
        package let value: Double

        /// What it usually is at this camera.
        package let reference: Double?
        package let limit: Double

        /// Other numbers that help to understand it, by their names.
        package let also: [String: Double]

        package init(measure: String, value: Double, reference: Double?, limit: Double, also: [String: Double]) {
            self.measure = measure
            self.value = value.rounded(toPlaces: 3)
            self.reference = reference?.rounded(toPlaces: 3)
            self.limit = limit.rounded(toPlaces: 3)
            self.also = also.mapValues { $0.rounded(toPlaces: 3) }
        }
    }

    package let trouble: Trouble

    /// When it was first seen.
    package let since: CaptureTime
    package let durationSeconds: Double

    /// Nil where it begins.
    package let ended: Ending?
    package let evidence: Evidence
    package let frame: FrameReference

    package init(
        trouble: Trouble, since: CaptureTime, durationSeconds: Double, ended: Ending? = nil, evidence: Evidence,
        frame: FrameReference
    ) {
        self.trouble = trouble
        self.since = since
        self.durationSeconds = durationSeconds.rounded(toPlaces: 3)
        self.ended = ended
        self.evidence = evidence
        self.frame = frame
    }

    /// Each trouble begins with a type of its own, and all end with one.
    var type: EventType {
        if ended != nil { return .cameraRecovered }
        return switch trouble {
        case .frozen: .cameraFrozen
        case .covered: .cameraCovered
        case .defocused: .cameraDefocused
        case .moved: .cameraMoved
        case .dark: .cameraDark
        case .slow: .cameraSlow
        case .clockDrift: .cameraClockDrift
        }
    }

    private enum CodingKeys: String, CodingKey {
        case trouble, since, ended, evidence, frame
        case durationSeconds = "duration_seconds"
    }
}
