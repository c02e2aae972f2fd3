import Geometry

/// Which objects a rule is about.
package struct Subject: Hashable, Sendable {
    /// nil for all.
    package var labels: Set<String>?
    /// How well it has to have been seen at its best, 0 to 1.
    package var leastScore = 0.0
    /// How large its box may be, as a share of the picture's area.
    package var area = 0.0...1.0

    package init(labels: Set<String>? = nil, leastScore: Double = 0, area: ClosedRange<Double> = 0...1) {
        self.labels = labels
        self.leastScore = leastScore
        self.area = area
    }

    /// Whether it may be about objects of this label.
    func concerns(_ label: String) -> Bool { labels?.contains(label) ?? true }

    /// What a rule turns an object away by; nil where it is about it.
    func refusal(of object: ObjectFact) -> RuleVerdict.Outcome? {
        if !concerns(object.label) { return .label(object.label) }
        if object.topScore < leastScore { return .score(object.topScore, least: leastScore) }
        let size = object.box.area
        return area.contains(min(size, 1)) ? nil : .size(size, allowed: area)
    }

    func admits(_ object: ObjectFact) -> Bool { refusal(of: object) == nil }
}
