package import Geometry

/// One object as the tracker knows it at a moment.
package struct Track: Hashable, Identifiable, Sendable {
    package enum State: Hashable, Sendable {
        /// Seen, but not yet often, long or surely enough to be believed.
        case tentative
        /// Believed, and in sight, give or take a moment, or resting where nobody looks.
        case confirmed
        /// Believed, and out of sight; the box is a prediction.
        case lost
        /// Over: told once, and never again. It was believed once where `confirmedAt` is set.
        case ended(Ending)
    }

    package enum Ending: String, Hashable, Sendable {
        /// It was last seen on its way out of the picture.
        case left
        /// It was looked for, for as long as the tracker's patience lasts.
        case lost
    }

    /// Counts from 1 and is never used again by the same tracker.
    package let id: Int
    package var state: State
    /// The label that the observations' scores add up to most for.
    package var label: String
    /// Of the latest observation.
    package var score: Double
    /// Over all observations.
    package var meanScore: Double
    package var topScore: Double
    /// Smoothed while it is seen, predicted while it is not; may reach beyond the picture.
    package var box: Box
    /// Of the box's centre, normalised units per second.
    package var rate: Point
    /// When, in the camera's seconds.
    package let firstSeen: Double
    package var lastSeen: Double
    /// When it was first believed.
    package var confirmedAt: Double?
    /// Since when it has stayed in one place, up to the shaking of its box and to short occlusions.
    package var restingSince: Double
    /// Whether it has ever left the place where it was first seen.
    package var hasMoved: Bool
    /// How many observations it is made of.
    package var observations: Int
    /// Which of this update's observations belongs to it, as an index; nil where none does.
    package var observation: Int?

    package init(id: Int, first: Observation, index: Int?, at seconds: Double) {
        self.id = id
        state = .tentative
        label = first.label
        score = first.score
        meanScore = first.score
        topScore = first.score
        box = first.box
        rate = Point(x: 0, y: 0)
        firstSeen = seconds
        lastSeen = seconds
        restingSince = seconds
        hasMoved = false
        observations = 1
        observation = index
    }

    package var hasEnded: Bool {
        if case .ended = state { true } else { false }
    }
}
