/// Which label an object bears, by the sum of the scores of the observations that said so.
struct LabelVote: Sendable {
    /// In the order of first mention, so that equal sums are always resolved alike.
    private var weights: [(label: String, weight: Double)] = []

    mutating func add(_ observation: Observation) {
        if let index = weights.firstIndex(where: { $0.label == observation.label }) {
            weights[index].weight += observation.score
        } else {
            weights.append((observation.label, observation.score))
        }
    }

    /// The label with the most weight, the earlier one where two are equal.
    var winner: String? {
        var best: (label: String, weight: Double)?
        for candidate in weights where candidate.weight > best?.weight ?? -1 { best = candidate }
        return best?.label
    }
}
