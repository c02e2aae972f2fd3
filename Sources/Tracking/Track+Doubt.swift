extension Track {
    /// Why an object is not believed yet, with the number that decided.
    package enum Doubt: Hashable, Sendable {
        /// Seen over too short a time, seconds.
        case tooShort(Double, least: Double)
        case tooSeldom(Int, least: Int)

        /// It was seen well enough for something that moves, and has stayed where it was.
        case notMoved(meanScore: Double, least: Double)
        case tooUnsure(meanScore: Double, least: Double)
    }

    /// What keeps this object from being believed at the moment `now`; nil where nothing does.
    package func doubt(at now: Double, options: Tracker.Options) -> Doubt? {
        // Times are sums of frame durations: 3 · 0.1 s must count as 0.3 s.
        guard now - firstSeen >= options.confirmAfter - 1e-6 else {
            return .tooShort(now - firstSeen, least: options.confirmAfter)
        }
        if meanScore >= options.sureScore { return observations >= 2 ? nil : .tooSeldom(observations, least: 2) }
        guard meanScore >= options.movingScore else {
            return .tooUnsure(meanScore: meanScore, least: options.movingScore)
        }
        guard hasMoved else { return .notMoved(meanScore: meanScore, least: options.sureScore) }
        return observations >= 3 ? nil : .tooSeldom(observations, least: 3)
    }
}
