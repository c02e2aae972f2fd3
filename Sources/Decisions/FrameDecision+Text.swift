import Clocks
import Geometry
import Motion
import Status

extension FrameDecision {
    /// For people: a line for the frame and the gate, then one for each thing that was seen, followed, told or withheld.
    package var text: [String] {
        [headline] + barrenWords + (areas.isEmpty ? [] : ["   looked at \(Self.words(for: areas))"])
            + candidates.map { "   saw \($0.words)" } + weakerWords
            + objects.map { "   object \($0.id) (\($0.label)) \($0.standing.words)" }
            + withheld.map { "   withheld: \($0.rule): \($0.reason)" }
            + told.map { told in "   told \(told.type)" + (told.subject.map { " of \($0)" } ?? "") }
    }

    private var barrenWords: [String] {
        barren.isEmpty
            ? []
            : ["   left out \(barren.count) of these places: barren, looks there find nothing (detect.idle_fps)"]
    }

    private var weakerWords: [String] {
        weakerCandidates > 0 ? ["   saw \(weakerCandidates) more that are too weak to begin an object"] : []
    }

    /// When, which frame, and what the gate said.
    package var headline: String { "\(when)  " + (gate?.words ?? "no gate") }

    /// The time of day, UTC, and the frame.
    var when: String { "\(captured.rfc3339.dropFirst(11).prefix(12))  frame \(number)" }

    private static func words(for areas: [Box]) -> String {
        let regions = areas.count { $0 != .whole }
        let whole = regions < areas.count ? "the whole picture" : nil
        let rest = regions > 0 ? "\(regions) region\(regions == 1 ? "" : "s")" : nil
        return [whole, rest].compactMap(\.self).joined(separator: " and ")
    }
}

extension FrameDecision.Gate {
    /// What the gate said, and the number that decided.
    package var words: String {
        let largest = percent(verdict.largestArea)
        switch verdict.reason {
        case .warmingUp: return "gate open: it learns the background"
        case .globalChange: return "gate open: \(percent(verdict.changedArea)) of the picture changed at once"
        case .forced: return "gate open: its longest time without a look is over"
        case .moving:
            let count = verdict.regions.count
            return "gate open: something moves in \(count) place\(count == 1 ? "" : "s"), "
                + "the largest \(largest) >= \(percent(minimumArea))"
        case .still: return "gate shut: still, the largest motion \(largest) < \(percent(minimumArea))"
        }
    }
}

extension Candidate {
    package var words: String {
        let place = "at \(share(box.foot.x)), \(share(box.foot.y))"
        return "\(label) \(share(score)) \(place): \(fate.words)"
    }
}

extension Candidate.Fate {
    var words: String {
        switch self {
        case .turnedAway(let verdict): verdict.reason ?? "turned away"
        case .joined(let object): "object \(object)"
        case .began(let object): "begins object \(object)"
        case .tooWeakToBegin(let least): "continues no object, and score < \(share(least)) begins none"
        case .repeats: "a second look at an object in sight"
        }
    }
}
