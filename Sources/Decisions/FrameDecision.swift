package import Clocks
package import Geometry
package import Motion

/// What became of one frame of a camera, stage by stage, and by which numbers: the answer to "why did it (not) fire?".
///
/// Boxes are normalised. It is a record of what the stages said, made beside them; nothing here decides anything.
package struct FrameDecision: Hashable, Sendable {
    /// Of the frame in its connection or clip, from 1.
    package var number: Int

    /// Since the connection's or clip's first frame.
    package var seconds: Double
    package var captured: CaptureTime

    /// Nil where the camera has no gate.
    package var gate: Gate?

    /// Where something moves that was left out, since looks there find nothing and the next is not due.
    package var barren: [Box] = []

    /// Where the detector looked; empty where it did not.
    package var areas: [Box] = []

    /// What the detector saw, best first; of what is too weak to begin an object only the ten best.
    package private(set) var candidates: [Candidate] = []

    /// How many more were too weak to begin an object.
    package private(set) var weakerCandidates = 0

    /// What is being followed.
    package var objects: [FollowedObject] = []

    /// The events that the frame led to, in words.
    package var told: [Told] = []

    /// What rules saw and did not tell.
    package var withheld: [Withheld] = []

    package init(number: Int, seconds: Double, captured: CaptureTime) {
        self.number = number
        self.seconds = seconds
        self.captured = captured
    }

    /// - Parameter seen: best first.
    package mutating func note(_ seen: [Candidate]) {
        var weak = 0
        candidates = seen.filter { candidate in
            guard case .tooWeakToBegin = candidate.fate else { return true }
            weak += 1
            return weak <= Self.mostWeak
        }
        weakerCandidates = seen.count - candidates.count
    }

    /// A detector gives a hundred of them in a busy picture, and decisions are kept for minutes.
    private static let mostWeak = 10

    package struct Gate: Hashable, Sendable {
        package let verdict: MotionVerdict

        /// What the largest moving thing was compared with, as a share of the picture.
        package let minimumArea: Double

        package init(verdict: MotionVerdict, minimumArea: Double) {
            self.verdict = verdict
            self.minimumArea = minimumArea
        }
    }

    /// An event, as far as a reader needs it to find it.
    package struct Told: Hashable, Codable, Sendable {
        package let id: String
        package let type: String

        /// Such as the object's id; nil where it is about none.
        package let subject: String?

        package init(id: String, type: String, subject: String?) {
            self.id = id
            self.type = type
            self.subject = subject
        }
    }

    /// What a rule saw and kept to itself.
    package struct Withheld: Hashable, Codable, Sendable {
        /// Such as `line gate`.
        package let rule: String

        /// In words, with the number that decided.
        package let reason: String

        package init(rule: String, reason: String) {
            self.rule = rule
            self.reason = reason
        }
    }

    /// Whether it is worth a line of its own: the detector looked, something was told or withheld.
    package var isNotable: Bool { !areas.isEmpty || !told.isEmpty || !withheld.isEmpty }
}
