import Inference

/// SSD and its kin with suppression in the graph: boxes, labels and scores of what is left, as many as there are.
///
/// Which corner comes first, the unit and the first label's number follow from the names that the exporters give.
package struct SuppressedSSD: ModelFamily {
    package static let name = "ssd-nms"
    package static let contract = """
        boxes (boxes)×4, labels and scores, named as TensorFlow (detection_boxes, detection_classes, detection_scores), \
        the ONNX model zoo (bboxes, labels, scores) or torchvision (boxes, labels, scores) name them
        """

    /// How one exporter writes them.
    private struct Convention {
        let boxes: String
        let labels: String
        let scores: String

        /// Top, left, bottom, right instead of left, top, right, bottom.
        let isTopFirst: Bool

        /// Shares of the input instead of samples.
        let isShare: Bool
        let names: [String]
        let preprocessing: Preprocessing
    }

    private static let known = [
        Convention(
            boxes: "detection_boxes", labels: "detection_classes", scores: "detection_scores", isTopFirst: true,
            isShare: true, names: Labels.cocoByIdentifier, preprocessing: Preprocessing(channels: .rgb, fit: .stretch)),
        Convention(
            boxes: "bboxes", labels: "labels", scores: "scores", isTopFirst: false, isShare: true, names: Labels.coco,
            preprocessing: Preprocessing(
                channels: .rgb, mean: Preprocessing.imageNetMean, scale: Preprocessing.imageNetScale, fit: .stretch)),
        Convention(
            boxes: "boxes", labels: "labels", scores: "scores", isTopFirst: false, isShare: false,
            names: Labels.cocoByIdentifier,
            preprocessing: Preprocessing(channels: .rgb, scale: Preprocessing.unitScale, fit: .stretch)),
    ]

    private let convention: Convention

    /// The outputs name labels by number, and 0 is the background.
    package var labelCount: Int? { nil }

    package init?(_ signature: ModelSignature) {
        let present = Set(signature.outputs.map(\.name))
        let fitting = Self.known.first { present.isSuperset(of: [$0.boxes, $0.labels, $0.scores]) }
        guard let fitting else { return nil }
        convention = fitting
    }

    package var defaults: FamilyDefaults {
        FamilyDefaults(
            preprocessing: convention.preprocessing, size: InputSize(width: 320, height: 320), overlap: nil, score: 0.5,
            labels: convention.names)
    }

    package func decode(_ outputs: ModelOutputs, into candidates: inout Candidates) throws(DetectionError) {
        let count = outputs.shape(of: convention.scores)?.last ?? 0
        let shapes = [(convention.boxes, [count, 4]), (convention.scores, [count]), (convention.labels, [count])]
        try outputs.read(shapes) { values in
            for index in 0..<count { add(values, index, to: &candidates) }
        }
    }

    private func add(_ values: [UnsafeBufferPointer<Float>], _ index: Int, to candidates: inout Candidates) {
        guard let label = Int(exactly: values[2][index].rounded()), label > 0 else { return }
        let corners = values[0]
        let order = convention.isTopFirst ? SIMD4(1, 0, 3, 2) : SIMD4(0, 1, 2, 3)
        let width: Float = convention.isShare ? Float(candidates.size.width) : 1
        let height: Float = convention.isShare ? Float(candidates.size.height) : 1
        candidates.add(
            left: corners[4 * index + order[0]] * width, top: corners[4 * index + order[1]] * height,
            right: corners[4 * index + order[2]] * width, bottom: corners[4 * index + order[3]] * height,
            score: values[1][index], labelIndex: label - 1)
    }
}
