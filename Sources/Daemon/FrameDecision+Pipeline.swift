import Decisions
import Events
import Frames
import Motion
import Rules
import Settings
import Status
import Tracking

/// What the detector saw, and what the filter said of it.
struct Screened {
    let observation: Tracking.Observation
    let verdict: ObjectFilter.Verdict
}

extension [Screened] {
    var passed: [Tracking.Observation] { filter { $0.verdict == .passed }.map(\.observation) }
}

// How the pipeline's stages tell of their decisions.

extension FrameDecision {
    init(_ frame: Frame, _ verdict: MotionVerdict, _ settings: Settings.Configuration.Camera.Motion) {
        self.init(number: frame.number, seconds: frame.seconds, captured: frame.captured)
        guard settings.enabled else { return }
        gate = Gate(verdict: verdict, minimumArea: settings.minimumArea)
    }

    /// - Parameters:
    ///   - tracks: after the update with what passed.
    ///   - told: the objects that are being told of.
    mutating func note(
        _ screened: [Screened], _ tracks: [Track], told: [ObjectFact], _ filter: ObjectFilter,
        _ options: Tracker.Options
    ) {
        let owners = Dictionary(
            tracks.compactMap { track in track.observation.map { ($0, track) } },
            uniquingKeysWith: { first, _ in first })
        var index = 0
        note(
            screened.map { seen in
                defer { index += seen.verdict == .passed ? 1 : 0 }
                let fate =
                    seen.verdict == .passed
                    ? Candidate.Fate(of: seen.observation, owners[index], options) : .turnedAway(seen.verdict)
                let seen = seen.observation
                return Candidate(label: seen.label, score: seen.score, box: seen.box, fate: fate)
            })
        let known = Set(told.map(\.id))
        objects = tracks.map { track in
            FollowedObject(
                id: track.id, label: track.label, box: track.box, score: track.score,
                standing: .init(of: track, isTold: known.contains(track.id), at: seconds, filter, options))
        }
    }
}

extension FrameDecision.Told {
    init(_ event: Event) {
        self.init(id: event.id.description, type: event.type.rawValue, subject: event.subject)
    }
}

extension FrameDecision.Withheld {
    /// - Returns: nil for what was told, or is not the case.
    init?(_ verdict: RuleVerdict) {
        guard let reason = verdict.outcome.reason else { return nil }
        self.init(rule: verdict.rule, reason: (verdict.object.map { "object \($0): " } ?? "") + reason)
    }
}

extension RuleVerdict.Outcome {
    /// In words, with the number that decided.
    fileprivate var reason: String? {
        switch self {
        case .told, .unmet: nil
        case .label(let label): "it is not for a \(label)"
        case .score(let score, let least): "seen with \(decimal(score, 2)) at best, \(decimal(least, 2)) asked for"
        case .size(let size, let allowed):
            "\(decimal(100 * size, 2)) % of the picture, \(decimal(100 * allowed.lowerBound, 2)) to "
                + "\(decimal(100 * allowed.upperBound, 2)) asked for"
        case .outsideSchedule(let measure): "\(measure.words), outside of its schedule"
        case .coolingDown(let measure, let left):
            "\(measure.words), within its cool-down for \(decimal(left, 1)) s more"
        }
    }
}

extension Measure {
    fileprivate var words: String { "\(name) \(decimal(value, 1)) of \(decimal(limit, 1)) \(unit)" }
}

extension Candidate.Fate {
    fileprivate init(of seen: Tracking.Observation, _ owner: Track?, _ options: Tracker.Options) {
        if let owner {
            self = owner.observations == 1 ? .began(object: owner.id) : .joined(object: owner.id)
        } else if seen.score < options.strongScore {
            self = .tooWeakToBegin(least: options.strongScore)
        } else {
            self = .repeats
        }
    }
}

extension FollowedObject.Standing {
    fileprivate init(
        of track: Track, isTold: Bool, at seconds: Double, _ filter: ObjectFilter, _ options: Tracker.Options
    ) {
        switch track.state {
        case .ended(let ending): self = .ended(ending, wasBelieved: track.confirmedAt != nil)
        case .tentative: self = .doubted(track.doubt(at: seconds, options: options))
        case .confirmed where isTold: self = .told
        case .lost where isTold: self = .lost
        case .confirmed, .lost: self = .turnedAway(filter.verdict(on: track))
        }
    }
}
