/// SSD without suppression in the graph: class probabilities with the background first, and decoded corners as shares
/// of the input.
package struct SSD: ModelFamily {
    package static let name = "ssd"
    package static let contract = "outputs 1×(anchors)×(1+labels), background first, and 1×(anchors)×4"

    private let head: SSDHead

    package var labelCount: Int? { head.labels }

    package init?(_ signature: ModelSignature) {
        guard let head = SSDHead(signature) else { return nil }
        self.head = head
    }

    package var defaults: FamilyDefaults {
        FamilyDefaults(
            preprocessing: Preprocessing(
                channels: .rgb, mean: Preprocessing.imageNetMean, scale: Preprocessing.imageNetScale, fit: .stretch),
            size: InputSize(width: 300, height: 300), overlap: 0.5, score: 0.5)
    }

    package func decode(_ outputs: ModelOutputs, into candidates: inout Candidates) throws(DetectionError) {
        try head.decode(outputs, into: &candidates)
    }
}

/// UltraFace (Linzaer): an SSD with the one label “face”.
package struct UltraFace: ModelFamily {
    package static let name = "ultraface"
    package static let contract = "outputs scores 1×(anchors)×2, background first, and boxes 1×(anchors)×4"

    private let head: SSDHead

    package var labelCount: Int? { 1 }

    package init?(_ signature: ModelSignature) {
        guard let head = SSDHead(signature), head.labels == 1 else { return nil }
        self.head = head
    }

    package var defaults: FamilyDefaults {
        FamilyDefaults(
            preprocessing: Preprocessing(
                channels: .rgb, mean: SIMD3(repeating: 127), scale: SIMD3(repeating: 1 / 128), fit: .stretch),
            size: InputSize(width: 320, height: 240), overlap: 0.3, score: 0.7, labels: ["face"])
    }

    package func decode(_ outputs: ModelOutputs, into candidates: inout Candidates) throws(DetectionError) {
        try head.decode(outputs, into: &candidates)
    }
}

/// Two outputs of as many anchors: probabilities, background first, and corners from 0 to 1.
private struct SSDHead {
    let labels: Int
    private let anchors: Int
    private let scores: String
    private let boxes: String

    init?(_ signature: ModelSignature) {
        guard signature.outputs.count == 2,
            let boxes = signature.outputs(where: { $0.count == 2 && $0[1] == 4 }).first(where: { box in
                !box.name.contains("score")
            }),
            let scores = signature.outputs(where: { $0.count == 2 && $0[0] == boxes.shape[0] && $0[1] > 1 })
                .first(where: { $0.name != boxes.name })
        else { return nil }
        anchors = boxes.shape[0]
        labels = scores.shape[1] - 1
        self.scores = scores.name
        self.boxes = boxes.name
    }

    func decode(_ outputs: ModelOutputs, into candidates: inout Candidates) throws(DetectionError) {
        let width = Float(candidates.size.width)
        let height = Float(candidates.size.height)
        try outputs.read([(scores, [anchors, labels + 1]), (boxes, [anchors, 4])]) { values in
            let scores = ClassScores(
                values[0], start: 1, anchors: anchors, labels: labels, layout: .anchorByAnchor(length: labels + 1))
            let corners = values[1]
            scores.forEachBest(above: candidates.threshold) { anchor, label, score in
                candidates.add(
                    left: corners[4 * anchor] * width, top: corners[4 * anchor + 1] * height,
                    right: corners[4 * anchor + 2] * width, bottom: corners[4 * anchor + 3] * height, score: score,
                    labelIndex: label)
            }
        }
    }
}
