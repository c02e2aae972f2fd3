/// The candidate that someone who wrote `word` most likely meant; nil where none is near.
///
/// Near is one edit for each three letters (at least one), or a candidate that starts with the word (`warn`, `warning`).
func nearest(to word: String, among candidates: some Collection<String>) -> String? {
    let word = word.lowercased()
    guard (1...64).contains(word.count) else { return nil }
    let limit = max(1, word.count / 3)
    let ranked = candidates.map { (name: $0, distance: editDistance(word, $0.lowercased(), limit: limit)) }
    let best = ranked.min { ($0.distance, $0.name) < ($1.distance, $1.name) }
    if let best, best.distance <= limit { return best.name }
    return word.count >= 3 ? candidates.sorted().first { $0.lowercased().hasPrefix(word) } : nil
}

/// Optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours cost 1 each.
///
/// - Returns: the distance, or `limit + 1` for any greater one.
/// - Reference: L. Boytsov, "Indexing methods for approximate dictionary searching", ACM JEA 16 (2011), section 2.2.
func editDistance(_ one: String, _ other: String, limit: Int) -> Int {
    let (one, other) = (Array(one), Array(other))
    guard abs(one.count - other.count) <= limit else { return limit + 1 }
    var beforePrevious: [Int] = []
    var previous = Array(0...other.count)
    for row in one.indices {
        var current = [row + 1]
        for column in other.indices {
            let substitution = previous[column] + (one[row] == other[column] ? 0 : 1)
            var cost = min(substitution, previous[column + 1] + 1, current[column] + 1)
            if row > 0, column > 0, one[row] == other[column - 1], one[row - 1] == other[column] {
                cost = min(cost, beforePrevious[column - 1] + 1)
            }
            current.append(cost)
        }
        (beforePrevious, previous) = (previous, current)
    }
    return min(previous[other.count], limit + 1)
}
