import Glibc

/// The built-in detector's family: class probabilities, and the natural logarithms of the distances from a cell's centre
/// to the four sides, in strides; level by level, finest first, row by row.
package struct VedetteFamily: ModelFamily {
    package static let name = "vedette"
    package static let contract = "outputs scores 1×(cells of strides 8, 16, 32)×labels and distances 1×(cells)×4"

    private let labels: Int
    private let strides: [Int]

    package var labelCount: Int? { labels }

    /// The strides are those that the metadata's `strides` name, `[8, 16, 32]` where it is absent.
    package init?(_ signature: ModelSignature) {
        let named = signature.metadata["strides"].flatMap(FlatLiteral.parse)?.compactMap { Int($0.value) }
        let strides = named ?? [8, 16, 32]
        guard !strides.isEmpty, strides.count <= 8, strides.allSatisfy({ (1...1024).contains($0) }) else { return nil }
        let cells = signature.cells(strides: strides)
        guard let scores = signature.shape(of: "scores"), scores.count == 2, scores[0] == cells, scores[1] > 0,
            signature.shape(of: "distances") == [cells, 4]
        else { return nil }
        labels = scores[1]
        self.strides = strides
    }

    package var defaults: FamilyDefaults {
        FamilyDefaults(
            preprocessing: Preprocessing(channels: .bgr, fit: .letterbox(centred: false, fill: 114)),
            size: InputSize(width: 416, height: 416), overlap: 0.6, score: 0.4)
    }

    package func decode(_ outputs: ModelOutputs, into candidates: inout Candidates) throws(DetectionError) {
        let levels = Grid.levels(candidates.size, strides: strides)
        let cells = levels.reduce(0) { $0 + $1.count }
        try outputs.read([("scores", [cells, labels]), ("distances", [cells, 4])]) { values in
            let scores = ClassScores(values[0], anchors: cells, labels: labels)
            scores.forEachBest(above: candidates.threshold, levels) { anchor, x, y, stride, label, score in
                var sides = SIMD4<Float>()
                for side in 0..<4 { sides[side] = exp(values[1][4 * anchor + side]) * stride }
                candidates.add(x: x, y: y, sides: sides, score: score, labelIndex: label)
            }
        }
    }
}
