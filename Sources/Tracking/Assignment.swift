/// Who belongs to whom: the pairing of rows with columns whose gains add up to the most.
///
/// The Hungarian method in its shortest-augmenting-path form (Jonker and Volgenant, "A Shortest Augmenting Path Algorithm
/// for Dense and Sparse Linear Assignment Problems", Computing 38, 1987): O(rows² · columns), and near O(rows · columns)
/// where few rows compete. Equal totals are resolved by the order of rows and columns, so the answer is always the same.
package struct Assignment {
    package let rows: Int
    package let columns: Int
    private var gains: [Double]

    /// All gains start at 0, which means: never pair. So does a gain below 0 and one that is no number.
    package init(rows: Int, columns: Int) {
        self.rows = rows
        self.columns = columns
        gains = Array(repeating: 0, count: rows * columns)
    }

    /// What pairing `row` with `column` is worth; only pairs of a positive gain are ever made.
    package subscript(row: Int, column: Int) -> Double {
        get { gains[row * columns + column] }
        set { gains[row * columns + column] = newValue > 0 ? newValue : 0 }
    }

    /// - Returns: For each row its column, or nil where it is better left alone.
    package func best() -> [Int?] {
        rows <= columns ? solve(rows, columns) { self[$0, $1] } : transposed(solve(columns, rows) { self[$1, $0] })
    }

    /// For `few` ≤ `many`: augments one of the few at a time along the cheapest path, with potentials that keep all
    /// reduced costs (cost = −gain) at or above zero.
    private func solve(_ few: Int, _ many: Int, gain: (Int, Int) -> Double) -> [Int?] {
        var potential = Array(repeating: 0.0, count: few)
        var price = Array(repeating: 0.0, count: many + 1)
        var owner = Array(repeating: -1, count: many + 1)
        var previous = Array(repeating: many, count: many + 1)
        for newcomer in 0..<few {
            var reach = Array(repeating: Double.infinity, count: many)
            var visited = Array(repeating: false, count: many + 1)
            var column = many
            owner[many] = newcomer
            repeat {
                visited[column] = true
                let row = owner[column]
                var nearest = Double.infinity
                var next = many
                for candidate in 0..<many where !visited[candidate] {
                    let reduced = -gain(row, candidate) - potential[row] - price[candidate]
                    if reduced < reach[candidate] {
                        reach[candidate] = reduced
                        previous[candidate] = column
                    }
                    if reach[candidate] < nearest {
                        nearest = reach[candidate]
                        next = candidate
                    }
                }
                for seen in 0...many {
                    if visited[seen] {
                        potential[owner[seen]] += nearest
                        price[seen] -= nearest
                    } else if seen < many {
                        reach[seen] -= nearest
                    }
                }
                column = next
            } while owner[column] >= 0
            while column != many {
                owner[column] = owner[previous[column]]
                column = previous[column]
            }
            owner[many] = -1
        }
        var partner = Array(repeating: Int?.none, count: few)
        for column in 0..<many where owner[column] >= 0 && gain(owner[column], column) > 0 {
            partner[owner[column]] = column
        }
        return partner
    }

    private func transposed(_ partners: [Int?]) -> [Int?] {
        var answer = Array(repeating: Int?.none, count: rows)
        for (column, row) in partners.enumerated() {
            if let row { answer[row] = column }
        }
        return answer
    }
}
