/// NanoDet-Plus and NanoDet (RangiLyu): anchor by anchor, class probabilities, then distances to the four sides as
/// distributions over eight bins.
///
/// Four levels are NanoDet-Plus, whose points lie at whole strides; three are NanoDet, whose points lie in the cells'
/// centres.
package struct NanoDet: ModelFamily {
    package static let name = "nanodet"
    package static let contract = "one output 1×(cells of strides 8, 16, 32 (64))×(labels+32)"

    private static let distribution = DistanceDistribution(bins: 8)
    private let output: String
    private let strides: [Int]
    private let labels: Int

    package var labelCount: Int? { labels }

    package init?(_ signature: ModelSignature) {
        guard let (name, shape) = signature.onlyOutput, shape.count == 2, shape[1] > 32 else { return nil }
        let strides = [[8, 16, 32, 64], [8, 16, 32]].first { signature.cells(strides: $0) == shape[0] }
        // YOLOX has three levels too, and other lengths unless it were made for 27 labels more.
        guard let strides, strides.count == 4 || shape[1] - 32 == signature.namedLabels ?? 80 else { return nil }
        output = name
        labels = shape[1] - 32
        self.strides = strides
    }

    package var defaults: FamilyDefaults {
        let mean = Preprocessing.imageNetMean
        let scale = Preprocessing.imageNetScale
        return FamilyDefaults(
            preprocessing: Preprocessing(
                channels: .bgr, mean: SIMD3(mean.z, mean.y, mean.x), scale: SIMD3(scale.z, scale.y, scale.x),
                fit: .stretch),
            size: InputSize(width: 416, height: 416), overlap: 0.6, score: 0.4)
    }

    package func decode(_ outputs: ModelOutputs, into candidates: inout Candidates) throws(DetectionError) {
        let levels = Grid.levels(candidates.size, strides: strides)
        let cells = levels.reduce(0) { $0 + $1.count }
        let length = labels + 32
        let isPlus = strides.count == 4
        try outputs.read(output, shape: [cells, length]) { values in
            let scores = ClassScores(
                values, start: 0, anchors: cells, labels: labels, layout: .anchorByAnchor(length: length))
            scores.forEachBest(above: candidates.threshold, levels) { anchor, x, y, stride, label, score in
                let sides = Self.distribution.sides(values, at: anchor * length + labels) * stride
                let shift = isPlus ? stride / 2 : 0
                candidates.add(x: x - shift, y: y - shift, sides: sides, score: score, labelIndex: label)
            }
        }
    }
}
