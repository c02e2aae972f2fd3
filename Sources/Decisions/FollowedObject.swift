package import Geometry
package import Rules
import Status
package import Tracking

/// An object that the tracker follows, and what keeps it from being told of.
package struct FollowedObject: Hashable, Sendable {
    /// The tracker's id.
    package let id: Int
    package let label: String
    package let box: Box
    package let score: Double
    package let standing: Standing

    package init(id: Int, label: String, box: Box, score: Double, standing: Standing) {
        self.id = id
        self.label = label
        self.box = box
        self.score = score
        self.standing = standing
    }

    package enum Standing: Hashable, Sendable {
        /// It is, or was, believed and told of.
        case told

        /// It is told of, and out of sight.
        case lost

        /// The tracker does not believe in it yet; nil where it would, had it been seen in this frame.
        case doubted(Track.Doubt?)

        /// The tracker believes in it; the filter does not let it through.
        case turnedAway(ObjectFilter.Verdict)

        /// It is over.
        case ended(Track.Ending, wasBelieved: Bool)
    }
}

extension FollowedObject.Standing {
    package var words: String {
        switch self {
        case .told: "is told of"
        case .lost: "is out of sight"
        case .doubted(let doubt): "is not believed yet: " + (doubt?.reason ?? "it was not seen just now")
        case .turnedAway(let verdict): "is not told of: " + (verdict.reason ?? "it was not seen just now")
        case .ended(.left, _): "has left the picture"
        case .ended(.lost, wasBelieved: true): "was not found again"
        case .ended(.lost, wasBelieved: false): "was never believed, and is gone"
        }
    }
}

extension Track.Doubt {
    /// In words, with the number that decided.
    package var reason: String {
        switch self {
        case .tooShort(let seconds, let least): "seen for \(decimal(seconds, 2)) s of \(decimal(least, 2)) s"
        case .tooSeldom(let count, let least): "seen \(count) of \(least) times"
        case .notMoved(let meanScore, let least):
            "mean score \(share(meanScore)) < \(share(least)), and it has not moved"
        case .tooUnsure(let meanScore, let least): "mean score \(share(meanScore)) < \(share(least))"
        }
    }
}
