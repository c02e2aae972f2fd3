import Geometry

extension Tracker {
    /// One round of matching: which objects ask, for which observations, and how alike the two have to be.
    private struct Round {
        var strength: Sighting.Strength
        /// Where an object is looked for.
        var place: (Target) -> Box
        var least: Double
        /// From the overlap of the enlarged boxes, above 0, to the likeness of object and observation.
        var likeness: (Double, Target, Observation) -> Double
    }

    /// Who is who, from the surest pairs to the least sure; what is paired in one round is out of the next ones.
    mutating func match(_ sighting: inout Sighting) {
        let options = options
        let near = Round(strength: .strong, place: { $0.motion.box }, least: options.strongOverlap) {
            $1.likeness(to: $2, overlap: $0, options: options)
        }
        var faint = near
        faint.strength = .weak
        faint.least = options.weakOverlap
        let recalled = Round(strength: .strong, place: { $0.lastBox }, least: options.strongOverlap) {
            overlap, target, seen in
            overlap + target.looks(like: seen, options: options)
        }
        // A part of the scene has a say where it stands, or it would pass for whoever vanished beside it.
        pair(&sighting, near) { !$0.isTentative || $0.isScenery(options) }
        pair(&sighting, faint) { $0.track.state == .confirmed || $0.isScenery(options) }
        pair(&sighting, recalled) { !$0.isTentative && $0.missed < options.recallWithin }
        pair(&sighting, near) { $0.isTentative }
        pair(&sighting, faint) { $0.isTentative }
    }

    private mutating func pair(_ sighting: inout Sighting, _ round: Round, among isAsked: (Target) -> Bool) {
        let rows = targets.indices.filter { targets[$0].track.observation == nil && isAsked(targets[$0]) }
        let columns = sighting.free(round.strength)
        guard !rows.isEmpty, !columns.isEmpty else { return }
        let assignment = assign(rows, to: columns, of: sighting.observations, round)
        for (row, column) in assignment.best().enumerated() {
            guard let column else { continue }
            let index = columns[column]
            let seen = sighting.observations[index]
            targets[rows[row]].take(
                seen, index: index, isClear: sighting.isClear(index), at: sighting.seconds, options: options
            )
            sighting.claim(index)
        }
    }

    private func assign(_ rows: [Int], to columns: [Int], of seen: [Observation], _ round: Round) -> Assignment {
        let places = rows.map { round.place(targets[$0]).grown(by: options.margin) }
        let boxes = columns.map { seen[$0].box.grown(by: options.margin) }
        var assignment = Assignment(rows: rows.count, columns: columns.count)
        for (row, place) in places.enumerated() {
            // Most pairs are far apart: the four comparisons come before anything else.
            for (column, box) in boxes.enumerated() where place.touches(box) {
                guard targets[rows[row]].mayBe(seen[columns[column]], options: options) else { continue }
                let likeness = round.likeness(place.overlap(box), targets[rows[row]], seen[columns[column]])
                assignment[row, column] = likeness - round.least
            }
        }
        return assignment
    }
}

extension Target {
    /// Whether it may be what was seen. What was never believed and never left its place is a part of the scene, like as not: it does
    /// not follow somebody who walks past, who would make it believed.
    func mayBe(_ seen: Observation, options: Tracker.Options) -> Bool {
        !isScenery(options) || seen.box.overlap(lastBox) >= options.restOverlap
    }

    /// How well an observation continues this object: the overlap of the enlarged boxes, less where the heights differ
    /// (Yang and others, "Hybrid-SORT", AAAI 2024), more or less as it keeps or leaves the direction, and less for another label.
    func likeness(to seen: Observation, overlap: Double, options: Tracker.Options) -> Double {
        let alike = (1 + motion.box.heightOverlap(seen.box)) / 2
        let steady = options.headingWeight * agreement(with: seen.box.centre)
        return (overlap * alike + steady + looks(like: seen, options: options))
            * (seen.label == track.label ? 1 : options.otherLabel)
    }

    /// Above 0 where what is seen looks like the object, below where it does not.
    fileprivate func looks(like seen: Observation, options: Tracker.Options) -> Double {
        guard let appearance, let alike = seen.appearance.flatMap(appearance.likeness) else { return 0 }
        // All look different when a lamp goes on: that alone must not part an object from itself.
        return options.appearanceWeight * max(alike - options.appearanceEven, -options.appearanceDoubt)
    }

    /// How well the way to `centre` goes on in the object's direction: 1 straight on, −1 straight back, near 0 where either way is
    /// too short, compared with a fifth of the object's size, to have a direction.
    private func agreement(with centre: Point) -> Double {
        guard let heading else { return 0 }
        let way = Point(
            x: (centre.x - lastBox.centre.x) / lastBox.width, y: (centre.y - lastBox.centre.y) / lastBox.height)
        let (went, goes) = (heading.length, way.length)
        guard went > 0, goes > 0 else { return 0 }
        let cosine = (heading.x * way.x + heading.y * way.y) / (went * goes)
        return cosine * min(1, min(went, goes) / 0.2)
    }
}

extension Box {
    /// Intersection over union of the two boxes' vertical extents.
    fileprivate func heightOverlap(_ other: Box) -> Double {
        let shared = min(bottom, other.bottom) - max(top, other.top)
        let total = max(bottom, other.bottom) - min(top, other.top)
        return total > 0 ? max(0, shared / total) : 0
    }
}
