/// What may be wrong with a camera that sends pictures. The raw value is what configuration, events and metrics call it.
package enum Trouble: String, CaseIterable, Hashable, Sendable {
    /// The same picture comes again and again.
    case frozen

    /// Something before the lens, or light into it, hides most of the scene.
    case covered

    /// What was sharp is blurred.
    case defocused

    /// The camera looks elsewhere.
    case moved

    /// There is too little light to see by.
    case dark

    /// Frames come at a fraction of their usual rate.
    case slow

    /// The camera's clock differs from ours.
    case clockDrift = "clock_drift"
}

/// The number that a trouble was decided by, and what it was compared with.
package struct Evidence: Equatable, Sendable {
    /// What was measured, such as `sharpness`; docs/camera-health.md explains each.
    package var measure: String
    package var value: Double

    /// What it usually is at this camera; nil where it has no usual value yet.
    package var reference: Double?

    /// Where the trouble begins.
    package var limit: Double

    /// What else was measured and helps to understand it.
    package var also: [String: Double] = [:]
}

/// A trouble begins or ends.
package struct TroubleFact: Equatable, Sendable {
    /// Why a trouble ended.
    package enum Ending: String, Sendable {
        /// It is over.
        case recovered

        /// It has lasted for so long that it is what is usual now.
        case adopted

        /// Nobody looks any longer, so nobody knows.
        case stopped
    }

    package var trouble: Trouble

    /// Seconds since it was first seen.
    package var duration: Double
    package var evidence: Evidence

    /// Nil where it begins.
    package var ending: Ending?
}
