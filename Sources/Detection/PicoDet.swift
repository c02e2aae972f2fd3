/// PicoDet (PaddleDetection), exported without its post-processing: for each level the class probabilities, and the
/// distances to the four sides as distributions; points lie in the cells' centres.
package struct PicoDet: ModelFamily {
    package static let name = "picodet"
    package static let contract = "for strides 8, 16, 32 (64) an output 1×(cells)×labels and one 1×(cells)×32"

    private static let distribution = DistanceDistribution(bins: 8)
    private let levels: [Level]
    private let labels: Int

    private struct Level {
        let stride: Int
        let scores: String
        let distances: String
    }

    package var labelCount: Int? { labels }

    package init?(_ signature: ModelSignature) {
        var levels: [Level] = []
        var labels: Set<Int> = []
        for grid in Grid.levels(signature.size, strides: [8, 16, 32, 64]) {
            let level = signature.outputs { $0.count == 2 && $0[0] == grid.count }
            guard level.count == 2, let distances = level.last(where: { $0.shape[1] == 32 }),
                let scores = level.first(where: { $0.name != distances.name })
            else { continue }
            levels.append(Level(stride: grid.stride, scores: scores.name, distances: distances.name))
            labels.insert(scores.shape[1])
        }
        guard levels.count >= 3, levels.count * 2 == signature.outputs.count, labels.count == 1 else { return nil }
        self.levels = levels
        self.labels = labels.first ?? 0
    }

    package var defaults: FamilyDefaults {
        FamilyDefaults(
            preprocessing: Preprocessing(
                channels: .rgb, mean: Preprocessing.imageNetMean, scale: Preprocessing.imageNetScale, fit: .stretch),
            size: InputSize(width: 416, height: 416), overlap: 0.6, score: 0.4)
    }

    package func decode(_ outputs: ModelOutputs, into candidates: inout Candidates) throws(DetectionError) {
        for level in levels {
            let grid = Grid.levels(candidates.size, strides: [level.stride])[0]
            let shapes = [(level.scores, [grid.count, labels]), (level.distances, [grid.count, 32])]
            try outputs.read(shapes) { values in
                add(grid, ClassScores(values[0], anchors: grid.count, labels: labels), values[1], to: &candidates)
            }
        }
    }

    private func add(
        _ grid: Grid, _ scores: ClassScores, _ distances: UnsafeBufferPointer<Float>, to candidates: inout Candidates
    ) {
        scores.forEachBest(above: candidates.threshold, [grid]) { cell, x, y, stride, label, score in
            let sides = Self.distribution.sides(distances, at: 32 * cell) * stride
            candidates.add(x: x, y: y, sides: sides, score: score, labelIndex: label)
        }
    }
}
