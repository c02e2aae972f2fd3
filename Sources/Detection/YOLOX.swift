import Glibc

/// YOLOX (Megvii), exported without its decoder: anchor by anchor, strides 8, 16 and 32, one anchor a cell: centre and
/// log size in units of the stride, objectness, class scores. The probabilities are computed in the graph.
package struct YOLOX: ModelFamily {
    package static let name = "yolox"
    package static let contract = "one output 1×(cells of strides 8, 16, 32)×(5+labels), boxes undecoded"
    private static let strides = [8, 16, 32]

    private let output: String
    private let labels: Int

    package var labelCount: Int? { labels }

    package init?(_ signature: ModelSignature) {
        guard let (name, shape) = signature.onlyOutput, shape.count == 2, shape[1] > 5,
            shape[0] == signature.cells(strides: Self.strides), shape[1] - 5 == signature.namedLabels ?? shape[1] - 5
        else { return nil }
        output = name
        labels = shape[1] - 5
    }

    package var defaults: FamilyDefaults {
        FamilyDefaults(
            preprocessing: Preprocessing(channels: .bgr, fit: .letterbox(centred: false, fill: 114)),
            size: InputSize(width: 416, height: 416), overlap: 0.6, score: 0.5)
    }

    package func decode(_ outputs: ModelOutputs, into candidates: inout Candidates) throws(DetectionError) {
        let levels = Grid.levels(candidates.size, strides: Self.strides)
        let length = 5 + labels
        let shape = [levels.reduce(0) { $0 + $1.count }, length]
        try outputs.read(output, shape: shape) { values in
            var start = 0
            for level in levels {
                for cell in 0..<level.count {
                    let anchor = UnsafeBufferPointer(rebasing: values[start..<start + length])
                    start += length
                    guard anchor[4] >= candidates.threshold else { continue }
                    add(anchor, of: level, cell, to: &candidates)
                }
            }
        }
    }

    private func add(
        _ anchor: UnsafeBufferPointer<Float>, of level: Grid, _ cell: Int, to candidates: inout Candidates
    ) {
        let scores = ClassScores(UnsafeBufferPointer(rebasing: anchor[5...]), anchors: 1, labels: labels)
        let best = scores.best(of: 0)
        let stride = Float(level.stride)
        candidates.add(
            centreX: (anchor[0] + Float(cell % level.columns)) * stride,
            centreY: (anchor[1] + Float(cell / level.columns)) * stride,
            width: exp(anchor[2]) * stride, height: exp(anchor[3]) * stride,
            score: anchor[4] * best.score, labelIndex: best.label)
    }
}
