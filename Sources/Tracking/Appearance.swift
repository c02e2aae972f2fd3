/// What an object looks like, as far as it helps to tell it from others: histograms of brightness and colour.
package struct Appearance: Hashable, Sendable {
    /// Histograms one after the other, each of which adds up to 1.
    private var shares: [Float]
    private let histograms: Int

    /// - Parameters:
    ///   - shares: histograms one after the other, each of which adds up to 1.
    ///   - histograms: how many.
    package init(shares: [Float], histograms: Int) {
        self.shares = shares
        self.histograms = histograms
    }

    /// From 0, nothing in common, to 1, the same: the mean Bhattacharyya coefficient of the histograms. nil where the two cannot be
    /// compared, since one is of a picture without colour.
    package func likeness(to other: Appearance) -> Double? {
        guard shares.count == other.shares.count, histograms == other.histograms, histograms > 0 else {
            return nil
        }
        var sum: Float = 0
        for index in shares.indices { sum += (shares[index] * other.shares[index]).squareRoot() }
        return min(1, Double(sum) / Double(histograms))
    }

    /// Takes in another look at the same object.
    mutating func learn(_ other: Appearance, share: Float) {
        guard shares.count == other.shares.count else { return }
        for index in shares.indices { shares[index] += share * (other.shares[index] - shares[index]) }
    }
}
