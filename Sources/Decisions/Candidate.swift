package import Geometry
package import Rules
import Status

/// A box that the detector saw, and how far it came.
package struct Candidate: Hashable, Sendable {
    package let label: String
    package let score: Double
    package let box: Box
    package let fate: Fate

    package init(label: String, score: Double, box: Box, fate: Fate) {
        self.label = label
        self.score = score
        self.box = box
        self.fate = fate
    }

    package enum Fate: Hashable, Sendable {
        /// A filter turned it away, by this number.
        case turnedAway(ObjectFilter.Verdict)

        /// It belongs to an object that is being followed.
        case joined(object: Int)

        /// It begins a new object.
        case began(object: Int)

        /// It continues no object, and is too weak to begin one.
        case tooWeakToBegin(least: Double)

        /// It is a second look at an object in sight.
        case repeats
    }
}

extension ObjectFilter.Verdict {
    /// In words, with the number that decided; nil for what passed.
    package var reason: String? {
        switch self {
        case .passed: nil
        case .label(let label): "no “\(label)” is looked for"
        case .score(let score, let least): "score \(share(score)) < \(share(least))"
        case .topScore(let score, let least): "best score \(share(score)) < \(share(least))"
        case .tooNarrow(let width, let least): "width \(share(width)) < \(share(least))"
        case .tooLow(let height, let least): "height \(share(height)) < \(share(least))"
        case .tooWide(let width, let most): "width \(share(width)) > \(share(most))"
        case .tooHigh(let height, let most): "height \(share(height)) > \(share(most))"
        case .tooSmall(let area, let least): "area \(percent(area)) < \(percent(least))"
        case .tooLarge(let area, let most): "area \(percent(area)) > \(percent(most))"
        case .tooSlim(let aspect, let least): "aspect \(share(aspect)) < \(share(least))"
        case .tooBroad(let aspect, let most): "aspect \(share(aspect)) > \(share(most))"
        case .tooShort(let height, let least): "\(decimal(height, 2)) m high, below \(decimal(least, 2)) m"
        case .tooTall(let height, let most): "\(decimal(height, 2)) m high, above \(decimal(most, 2)) m"
        case .still(let seconds): "it has not moved in the \(decimal(seconds, 1)) s since it was first seen"
        case .masked(let mask): "its foot is in the mask “\(mask)”"
        }
    }
}

extension ObjectFilter.Verdict {
    /// Which filter it was.
    var filter: String {
        switch self {
        case .passed: "none"
        case .label: "label"
        case .score, .topScore: "score"
        case .tooNarrow, .tooLow, .tooWide, .tooHigh, .tooSmall, .tooLarge: "size"
        case .tooSlim, .tooBroad: "aspect"
        case .tooShort, .tooTall: "height"
        case .still: "still"
        case .masked(let mask): "mask \(mask)"
        }
    }
}
