import Geometry

/// What the tracker keeps of one object from update to update.
struct Target: Sendable {
    private(set) var motion: BoxMotion
    private(set) var lastBox: Box
    /// Seconds in which it should have been seen and was not.
    var missed = 0.0
    var track: Track
    /// The filter as the last observation left it, from where a gap is filled in once the object is found again.
    private var settled: BoxMotion
    private var vote = LabelVote()
    private(set) var appearance: Appearance?
    private var place: RestingPlace
    private var trail: [(seconds: Double, centre: Point)]

    init(id: Int, observation: Observation, index: Int, at seconds: Double, options: Tracker.Options) {
        motion = BoxMotion(box: observation.box, noise: options.noise)
        settled = motion
        lastBox = observation.box
        place = RestingPlace(box: observation.box, at: seconds)
        trail = [(seconds, observation.box.centre)]
        vote.add(observation)
        appearance = observation.appearance
        track = Track(id: id, first: observation, index: index, at: seconds)
    }

    var isTentative: Bool { track.state == .tentative }

    /// Whether it stood still for `seconds` or longer when it was last seen.
    func wasResting(for seconds: Double) -> Bool { place.isResting(for: seconds, at: track.lastSeen) }

    /// Whether it has been seen in one place for so long without being believed that it is taken for a part of the scene.
    func isScenery(_ options: Tracker.Options) -> Bool { isTentative && wasResting(for: options.sceneryAfter) }

    /// From where to where it went of late, as shares of its size; nil before the second observation.
    var heading: Point? {
        guard let from = trail.first?.centre, let to = trail.last?.centre, trail.count > 1 else { return nil }
        return Point(x: (to.x - from.x) / lastBox.width, y: (to.y - from.y) / lastBox.height)
    }

    mutating func predict(seconds: Double) {
        motion.predict(seconds: seconds)
        track.observation = nil
        show()
    }

    /// Stays where it was last seen: nothing moved there.
    mutating func hold() {
        motion = settled
        motion.halt()
        settled = motion
        show()
    }

    /// - Parameter isClear: whether nothing else is seen where it is, so that what is seen there is what it looks like.
    mutating func take(
        _ observation: Observation, index: Int, isClear: Bool, at seconds: Double,
        options: Tracker.Options
    ) {
        learn(observation, isClear: isClear, options: options)
        refill(towards: observation.box, at: seconds, options: options)
        motion.correct(observation.box)
        settled = motion
        lastBox = observation.box
        missed = 0
        place.update(observation.box, at: seconds, options: options)
        follow(observation.box.centre, at: seconds, span: options.headingSpan)
        note(observation, index: index, at: seconds)
        show()
    }

    /// Observation-centric re-update (Cao and others, "Observation-Centric SORT", CVPR 2023): what the filter did on its own
    /// during a gap gives way to an even path between the observations at the gap's two ends.
    private mutating func refill(towards box: Box, at seconds: Double, options: Tracker.Options) {
        let gap = seconds - track.lastSeen
        guard gap > 0, missed > 0 || gap > options.longestStep else { return }
        let steps = min(20, max(2, Int((gap / 0.1).rounded())))
        motion = settled
        for step in 1...steps {
            motion.predict(seconds: gap / Double(steps))
            if step < steps { motion.correct(lastBox.mixed(with: box, share: Double(step) / Double(steps))) }
        }
    }

    private mutating func learn(_ observation: Observation, isClear: Bool, options: Tracker.Options) {
        guard let seen = observation.appearance else { return }
        if appearance == nil { appearance = seen }
        if isClear { appearance?.learn(seen, share: options.appearanceShare) }
    }

    private mutating func follow(_ centre: Point, at seconds: Double, span: Double) {
        trail.append((seconds, centre))
        // The bound on the count is for a clock that stands still.
        while trail.count > 2, seconds - trail[1].seconds >= span || trail.count > 64 { trail.removeFirst() }
    }

    private mutating func note(_ observation: Observation, index: Int, at seconds: Double) {
        vote.add(observation)
        track.label = vote.winner ?? observation.label
        track.observations += 1
        track.score = observation.score
        track.meanScore += (observation.score - track.meanScore) / Double(track.observations)
        track.topScore = max(track.topScore, observation.score)
        track.lastSeen = seconds
        track.restingSince = place.since
        track.hasMoved = place.hasMoved
        track.observation = index
    }

    private mutating func show() {
        track.box = motion.box
        track.rate = motion.rate
    }
}
