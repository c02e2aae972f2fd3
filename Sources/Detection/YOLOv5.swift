/// YOLOv5 and YOLOv7 (ultralytics, WongKinYiu): anchor by anchor, three anchors a cell: centre and sides in the input's
/// samples, objectness, class scores, all decoded in the graph. Graphs that also put out the raw levels are read too.
package struct YOLOv5: ModelFamily {
    package static let name = "yolov5"
    package static let contract = "an output 1×(3 × cells of strides 8, 16, 32 (64))×(5+labels)"

    private let output: String
    private let anchors: @Sendable (InputSize) -> Int
    private let length: Int
    private let labels: Int

    package var labelCount: Int? { labels }

    package init?(_ signature: ModelSignature) {
        let heads = signature.outputs { $0.count == 2 && $0[1] > 5 }
        guard heads.count == 1, let head = heads.first else { return nil }
        let levels = [[8, 16, 32], [8, 16, 32, 64]].first { 3 * signature.cells(strides: $0) == head.shape[0] }
        guard let levels else { return nil }
        output = head.name
        length = head.shape[1]
        labels = min(signature.namedLabels ?? .max, head.shape[1] - 5)
        anchors = { size in 3 * Grid.levels(size, strides: levels).reduce(0) { $0 + $1.count } }
    }

    package var defaults: FamilyDefaults { .ultralytics }

    package func decode(_ outputs: ModelOutputs, into candidates: inout Candidates) throws(DetectionError) {
        let anchors = anchors(candidates.size)
        try outputs.read(output, shape: [anchors, length]) { values in
            let scores = ClassScores(
                values, start: 5, anchors: anchors, labels: labels, layout: .anchorByAnchor(length: length))
            for anchor in 0..<anchors {
                let box = values[(anchor * length)...].prefix(5)
                let start = box.startIndex
                guard box[start + 4] >= candidates.threshold else { continue }
                let best = scores.best(of: anchor)
                candidates.add(
                    centreX: box[start], centreY: box[start + 1], width: box[start + 2], height: box[start + 3],
                    score: box[start + 4] * best.score, labelIndex: best.label)
            }
        }
    }
}

extension FamilyDefaults {
    /// What ultralytics' exporters assume.
    static let ultralytics = FamilyDefaults(
        preprocessing: Preprocessing(
            channels: .rgb, scale: Preprocessing.unitScale, fit: .letterbox(centred: true, fill: 114)),
        size: InputSize(width: 640, height: 640), overlap: 0.5, score: 0.4)
}
