package import Geometry

/// What the gate says of one frame, with the numbers that it was decided by.
package struct MotionVerdict: Hashable, Sendable {
    /// Why a frame is, or is not, worth the detector's time.
    package enum Reason: String, Hashable, Sendable, CaseIterable {
        /// The background is not known yet: the first second after the start or after a change of the picture's size.
        case warmingUp

        /// Most of the picture changed at once (a light, the IR filter, a camera that turned), and a second since: the
        /// background is learnt anew.
        case globalChange

        /// The detector has not seen the whole picture for ``MotionOptions/longestStill``, whether something moves or not.
        case forced

        /// Something of at least the minimum area moves.
        case moving

        /// Nothing of at least the minimum area moves.
        case still
    }

    package let reason: Reason

    /// Whether something is seen to change: one region at least, or the whole picture. Independent of ``reason`` while
    /// warming up and in forced frames.
    package let isMoving: Bool

    /// Where the detector should look: what moves, grown a little, overlapping ones merged, at most
    /// eight; the whole picture where the gate cannot tell or the look is forced; none in a still frame.
    package let regions: [Box]

    /// The share of the watched picture that belongs to moving things, 0 to 1.
    package let movingArea: Double

    /// The share of the watched picture that is neither background nor moving: things that stopped, or that were taken
    /// away, less than ``MotionOptions/absorbAfter`` ago.
    package let restingArea: Double

    /// What rests, where ``MotionOptions/findsResting`` asks for it.
    package let resting: [RestingThing]

    /// The largest connected thing that moves, large enough or not, as a share of the picture: what
    /// ``MotionOptions/minimumArea`` was compared with.
    package let largestArea: Double

    /// The share of the watched picture that differs from its background, before any filter: what decides about a
    /// global change.
    package let changedArea: Double

    /// Seconds since the detector was last shown the whole picture; 0 where it is shown now.
    package let sinceWhole: Double

    /// Whether the frame goes to the detector.
    package var passes: Bool { reason != .still }
}
