/// How a picture compares with what its camera usually shows.
struct SceneComparison: Equatable {
    /// The share of tiles whose edges are still where they always were; nil where the scene has too few edges to tell.
    var kept: Double?

    /// The share of tiles whose edges are gone, with nothing in their place.
    var gone: Double?

    /// How alike the edges are on the whole, whatever the light: 1 for the same, about 0 for another scene.
    var likeness: Double

    /// The same of what is left of the edges that are gone: less light leaves them alike, a cover does not.
    var traces: Double

    /// How sharp the edges are that are still there, compared with what they always were: 1 as ever, 0.3 for a blur of
    /// two pixels; nil where too few are seen.
    var sharpness: Double?
}

/// What a camera usually shows: the edges that stay, wherever people walk and whatever the light is.
///
/// Each cell has a slope that a passer-by does not change much (a step is bounded by the usual deviation), and how sharp its
/// edge is. Only cells that slope clearly and steadily count as edges. The slopes follow the day's light within minutes;
/// sharpness follows within a day, so that a lens that drifts out of focus is noticed.
struct SceneReference {
    /// Looks that were learnt.
    private(set) var looks = 0

    private var x: [Float]
    private var y: [Float]
    private var deviation: [Float]
    private var sharpness: [Float]
    private var sharpLooks: [Float]
    private let columns: Int

    // What a comparison counts in.
    private var edges = [Int](repeating: 0, count: PictureGrid.tileCount)
    private var keptEdges = [Int](repeating: 0, count: PictureGrid.tileCount)
    private var goneEdges = [Int](repeating: 0, count: PictureGrid.tileCount)
    private var ratios = [Int](repeating: 0, count: ratioBins)

    /// Seconds within which slopes, and sharpness, follow what is seen.
    private static let (slopeMemory, sharpnessMemory) = (300.0, 86_400.0)

    /// A slope of so many grey levels a cell is an edge; of so many, its sharpness is looked at.
    private static let (edge, sharpEdge): (Float, Float) = (3, 4)

    /// Two slopes agree where the cosine between them is at least this: within 45 degrees.
    private static let agreement: Float = 0.7

    /// Edges below this share of their height are gone.
    private static let goneShare: Float = 0.25

    private static let edgesToJudgeTile = 5
    private static let tilesToJudge = 6
    private static let edgesToJudgeSharpness = 30

    /// Ratios of sharpness are counted in steps of 1/32 up to 4.
    private static let ratioBins = 128

    init(_ grid: PictureGrid) {
        x = Array(repeating: 0, count: grid.count)
        (y, deviation, sharpness, sharpLooks) = (x, x, x, x)
        columns = grid.columns
    }

    /// - Parameter elapsed: seconds since the look before.
    mutating func learn(_ grid: PictureGrid, elapsed: Double) {
        looks += 1
        if looks == 1 { return begin(with: grid) }
        let passed = min(elapsed, 30)
        let pace = Float(max(1 / Double(looks), passed / Self.slopeMemory))
        let slowest = Float(passed / Self.sharpnessMemory)
        for cell in x.indices {
            let (slopeX, slopeY) = (grid.slopeX[cell], grid.slopeY[cell])
            if grid.steps[cell] >= 2 * grid.noise {
                learnSharpness(cell, slopeX, slopeY, grid.steps[cell], slowest: slowest)
            }
            let (dx, dy) = (slopeX - x[cell], slopeY - y[cell])
            let off = (dx * dx + dy * dy).squareRoot()
            let step = pace * min(1, (2 * deviation[cell] + 1) / (off + 1e-6))
            x[cell] += step * dx
            y[cell] += step * dy
            deviation[cell] += pace * (min(off, 20) - deviation[cell])
        }
    }

    private mutating func begin(with grid: PictureGrid) {
        for cell in x.indices {
            (x[cell], y[cell]) = (grid.slopeX[cell], grid.slopeY[cell])
            deviation[cell] = 2
        }
    }

    private mutating func learnSharpness(
        _ cell: Int, _ slopeX: Float, _ slopeY: Float, _ step: Float, slowest: Float
    ) {
        let height = hypotenuse(slopeX, slopeY)
        let agrees =
            slopeX * x[cell] + slopeY * y[cell] >= Self.agreement * height * hypotenuse(x[cell], y[cell])
        guard height >= Self.edge, agrees else { return }
        sharpLooks[cell] += 1
        let ratio = sharpLooks[cell] > 1 ? min(step / height, 4 * sharpness[cell] + 1) : step / height
        sharpness[cell] += max(1 / sharpLooks[cell], slowest) * (ratio - sharpness[cell])
    }

    mutating func compare(_ grid: PictureGrid) -> SceneComparison {
        for tile in edges.indices { (edges[tile], keptEdges[tile], goneEdges[tile]) = (0, 0, 0) }
        for bin in ratios.indices { ratios[bin] = 0 }
        var (all, gone) = (Likeness(), Likeness())
        for cell in x.indices {
            let usual = hypotenuse(x[cell], y[cell])
            guard usual >= Self.edge, usual >= 1.5 * deviation[cell] else { continue }
            let (slopeX, slopeY) = (grid.slopeX[cell], grid.slopeY[cell])
            let height = hypotenuse(slopeX, slopeY)
            let product = slopeX * x[cell] + slopeY * y[cell]
            let agrees = product >= Self.agreement * usual * height
            let tile = grid.tiles[cell]
            edges[tile] += 1
            if agrees && height >= max(1, Self.goneShare * usual) { keptEdges[tile] += 1 }
            all.add(product, usual, height)
            if height < Self.goneShare * usual {
                goneEdges[tile] += 1
                gone.add(product, usual, height)
            }
            guard usual >= Self.sharpEdge, sharpness[cell] >= 1, agrees, height >= 2 else { continue }
            // Of an edge that is hardly higher than the noise nobody can say how sharp it is.
            guard sharpness[cell] * height >= 2 * grid.noise else { continue }
            let ratio = grid.steps[cell] / height / sharpness[cell]
            ratios[min(Int(ratio * 32), Self.ratioBins - 1)] += 1
        }
        return SceneComparison(
            kept: share(of: keptEdges, least: 0.4), gone: share(of: goneEdges, least: 0.6), likeness: all.value,
            traces: gone.value,
            sharpness: medianRatio)
    }

    /// The share of tiles with enough edges of which at least `least` are counted.
    private func share(of counted: [Int], least: Double) -> Double? {
        var (judged, found) = (0, 0)
        for tile in edges.indices where edges[tile] >= Self.edgesToJudgeTile {
            judged += 1
            found += Double(counted[tile]) >= least * Double(edges[tile]) ? 1 : 0
        }
        return judged >= Self.tilesToJudge ? Double(found) / Double(judged) : nil
    }

    private var medianRatio: Double? {
        let total = ratios.reduce(0, +)
        guard total >= Self.edgesToJudgeSharpness else { return nil }
        var below = 0
        let bin = ratios.firstIndex {
            below += $0; return below * 2 >= total
        }
        return bin.map { (Double($0) + 0.5) / 32 }
    }
}

// MARK: - Displacement

extension SceneReference {
    /// By which shift of up to a quarter of the picture a later scene is most like this one.
    struct Displacement: Equatable {
        /// In shares of the picture's width and height: where what was at 0 is now.
        var x: Double
        var y: Double

        /// How alike the edges then are, up to 1.
        var likeness: Double
    }

    /// Costs some ten milliseconds; asked once a camera has moved.
    func displacement(to other: SceneReference) -> Displacement {
        let rows = x.count / columns
        let (reachX, reachY) = (columns / 4, rows / 4)
        var best = Displacement(x: 0, y: 0, likeness: -1)
        for shiftY in -reachY...reachY {
            for shiftX in -reachX...reachX {
                let likeness = likeness(to: other, shiftX, shiftY, rows)
                guard likeness > best.likeness else { continue }
                best = Displacement(
                    x: Double(shiftX) / Double(columns), y: Double(shiftY) / Double(rows), likeness: likeness)
            }
        }
        return best
    }

    private func likeness(to other: SceneReference, _ shiftX: Int, _ shiftY: Int, _ rows: Int) -> Double {
        var likeness = Likeness()
        for row in max(0, -shiftY)..<min(rows, rows - shiftY) {
            for column in max(0, -shiftX)..<min(columns, columns - shiftX) {
                let here = row * columns + column
                let there = here + shiftY * columns + shiftX
                likeness.add(
                    x[here] * other.x[there] + y[here] * other.y[there], hypotenuse(x[here], y[here]),
                    hypotenuse(other.x[there], other.y[there]))
            }
        }
        return likeness.value
    }
}

/// The cosine between two scenes' slopes, all taken together.
private struct Likeness {
    private var (both, ours, theirs): (Float, Float, Float) = (0, 0, 0)

    /// - Parameter product: of two slopes; the other two are their lengths.
    mutating func add(_ product: Float, _ ours: Float, _ theirs: Float) {
        both += product
        self.ours += ours * ours
        self.theirs += theirs * theirs
    }

    var value: Double { Double(both / max((ours * theirs).squareRoot(), 1)) }
}

private func hypotenuse(_ x: Float, _ y: Float) -> Float { (x * x + y * y).squareRoot() }
