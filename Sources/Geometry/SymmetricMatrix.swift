/// A small symmetric matrix that sums up equations, for their solution of least squares.
struct SymmetricMatrix {
    private let size: Int
    private var cells: [Double]

    init(size: Int) {
        self.size = size
        cells = Array(repeating: 0, count: size * size)
    }

    /// Adds an equation: the products of its coefficients with each other.
    mutating func add(_ coefficients: [Double]) {
        for row in 0..<size {
            for column in 0..<size { cells[row * size + column] += coefficients[row] * coefficients[column] }
        }
    }

    /// The direction in which the equations are met best, and how badly they are met in the second best one (its eigenvalue).
    ///
    /// Cyclic Jacobi rotations (Golub and Van Loan, "Matrix Computations", 4th edition, section 8.5.3).
    func leastEigenvector() -> (vector: [Double], next: Double) {
        var matrix = self
        var vectors = SymmetricMatrix(size: size)
        for index in 0..<size { vectors.cells[index * size + index] = 1 }
        for _ in 0..<64 where matrix.offDiagonal > 1e-24 {
            for first in 0..<size {
                for second in first + 1..<size { matrix.rotate(first, second, &vectors) }
            }
        }
        let values = (0..<size).map { matrix.cells[$0 * size + $0] }
        let order = values.indices.sorted { values[$0] < values[$1] }
        return ((0..<size).map { vectors.cells[$0 * size + order[0]] }, values[order[1]])
    }

    private var offDiagonal: Double {
        var sum = 0.0
        for row in 0..<size {
            for column in 0..<size where row != column {
                sum += cells[row * size + column] * cells[row * size + column]
            }
        }
        return sum
    }

    /// Turns two axes so that their common cell becomes 0.
    private mutating func rotate(_ first: Int, _ second: Int, _ vectors: inout SymmetricMatrix) {
        let shared = cells[first * size + second]
        guard abs(shared) > 1e-300 else { return }
        let slope = (cells[second * size + second] - cells[first * size + first]) / (2 * shared)
        let tangent = (slope < 0 ? -1 : 1) / (abs(slope) + (slope * slope + 1).squareRoot())
        let cosine = 1 / (tangent * tangent + 1).squareRoot()
        let sine = tangent * cosine
        for index in 0..<size {
            let (one, other) = (cells[index * size + first], cells[index * size + second])
            cells[index * size + first] = cosine * one - sine * other
            cells[index * size + second] = sine * one + cosine * other
        }
        for index in 0..<size {
            let (one, other) = (cells[first * size + index], cells[second * size + index])
            cells[first * size + index] = cosine * one - sine * other
            cells[second * size + index] = sine * one + cosine * other
            let (left, right) = (vectors.cells[index * size + first], vectors.cells[index * size + second])
            vectors.cells[index * size + first] = cosine * left - sine * right
            vectors.cells[index * size + second] = sine * left + cosine * right
        }
    }
}
