import Seeds
import TestSupport
import Testing
import Tracking

@Suite("Assignment")
struct AssignmentTests {
    /// The best total by trying everything.
    static func exhaustive(_ gains: [[Double]], row: Int = 0, taken: Set<Int> = []) -> Double {
        guard row < gains.count else { return 0 }
        var best = exhaustive(gains, row: row + 1, taken: taken)
        for column in gains[row].indices where !taken.contains(column) && gains[row][column] > 0 {
            let rest = exhaustive(gains, row: row + 1, taken: taken.union([column]))
            best = max(best, gains[row][column] + rest)
        }
        return best
    }

    @Test("The total is the best there is, for all shapes up to 6 by 6", arguments: 0..<300 as Range<UInt64>)
    func agreesWithTryingEverything(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let rows = Int.random(in: 0...6, using: &random)
        let columns = Int.random(in: 0...6, using: &random)
        var assignment = Assignment(rows: rows, columns: columns)
        // A coarse grid of gains makes ties, and half of the pairs are forbidden.
        let gains = (0..<rows).map { _ in (0..<columns).map { _ in Double(Int.random(in: -5...5, using: &random)) / 5 }
        }
        for row in 0..<rows { for column in 0..<columns { assignment[row, column] = gains[row][column] } }
        let partners = assignment.best()
        let chosen = partners.compactMap { $0 }
        #expect(partners.count == rows)
        #expect(Set(chosen).count == chosen.count)
        let total = partners.enumerated().reduce(0.0) { sum, pair in sum + (pair.1.map { gains[pair.0][$0] } ?? 0) }
        #expect(abs(total - Self.exhaustive(gains)) < 1e-9)
        for (row, column) in partners.enumerated() { if let column { #expect(gains[row][column] > 0) } }
    }

    @Test("Two who want the same are both served when one can give way")
    func givesWay() {
        var assignment = Assignment(rows: 2, columns: 2)
        assignment[0, 0] = 0.9
        assignment[0, 1] = 0.8
        assignment[1, 0] = 0.7
        #expect(assignment.best() == [1, 0])
    }
}
