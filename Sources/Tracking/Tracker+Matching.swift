import Geometry

extension Tracker {
    /// Who is who, from the surest pairs to the least sure; what is paired in one round is out of the next ones.
    mutating func match(_ sighting: inout Sighting) {
        let options = options
        let near = { (target: Target, seen: Observation) in target.likeness(to: seen, options: options) }
        let recalled = { (target: Target, seen: Observation) in
            target.lastBox.grown(by: options.margin).overlap(seen.box.grown(by: options.margin))
        }
        pair(&sighting, .strong, above: options.strongOverlap, by: near) { !$0.isTentative }
        pair(&sighting, .weak, above: options.weakOverlap, by: near) { $0.track.state == .confirmed }
        pair(&sighting, .strong, above: options.strongOverlap, by: recalled) {
            !$0.isTentative && $0.missed < options.recallWithin
        }
        pair(&sighting, .strong, above: options.strongOverlap, by: near) { $0.isTentative }
        pair(&sighting, .weak, above: options.weakOverlap, by: near) { $0.isTentative }
    }

    private mutating func pair(
        _ sighting: inout Sighting, _ strength: Sighting.Strength, above least: Double,
        by likeness: (Target, Observation) -> Double, among isAsked: (Target) -> Bool
    ) {
        let rows = targets.indices.filter { targets[$0].track.observation == nil && isAsked(targets[$0]) }
        let columns = sighting.free(strength)
        guard !rows.isEmpty, !columns.isEmpty else { return }
        var assignment = Assignment(rows: rows.count, columns: columns.count)
        for (row, target) in rows.enumerated() {
            for (column, index) in columns.enumerated() {
                assignment[row, column] = likeness(targets[target], sighting.observations[index]) - least
            }
        }
        for (row, column) in assignment.best().enumerated() {
            guard let column else { continue }
            let index = columns[column]
            targets[rows[row]].take(
                sighting.observations[index], index: index, at: sighting.seconds, options: options)
            sighting.claim(index)
        }
    }
}

extension Target {
    /// How well an observation continues this object: the overlap of the enlarged boxes, less where the heights differ
    /// (Yang and others, "Hybrid-SORT", AAAI 2024), more or less as it keeps or leaves the direction, and less for another label.
    func likeness(to seen: Observation, options: Tracker.Options) -> Double {
        let box = motion.box
        let overlap = box.grown(by: options.margin).overlap(seen.box.grown(by: options.margin))
        guard overlap > 0 else { return 0 }
        let alike = (1 + box.heightOverlap(seen.box)) / 2
        let steady = options.headingWeight * agreement(with: seen.box.centre)
        return (overlap * alike + steady) * (seen.label == track.label ? 1 : options.otherLabel)
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
