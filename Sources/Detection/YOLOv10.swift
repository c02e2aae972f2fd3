/// YOLOv10, YOLO26 and other heads that need no suppression: the best boxes, each with corners in the input's samples,
/// score and label.
package struct YOLOv10: ModelFamily {
    package static let name = "yolov10"
    package static let contract = "one output 1×(boxes)×6: corners, score, label"

    private let output: String
    private let boxes: Int

    /// The outputs name labels by number.
    package let labelCount: Int?

    package init?(_ signature: ModelSignature) {
        guard let (name, shape) = signature.onlyOutput, shape.count == 2, shape[1] == 6, shape[0] <= 10_000 else {
            return nil
        }
        output = name
        boxes = shape[0]
        labelCount = signature.namedLabels
    }

    package var defaults: FamilyDefaults {
        var defaults = FamilyDefaults.ultralytics
        defaults.overlap = nil
        return defaults
    }

    package func decode(_ outputs: ModelOutputs, into candidates: inout Candidates) throws(DetectionError) {
        try outputs.read(output, shape: [boxes, 6]) { values in
            for box in 0..<boxes {
                let start = 6 * box
                guard let label = Int(exactly: values[start + 5].rounded()), label >= 0 else { continue }
                candidates.add(
                    left: values[start], top: values[start + 1], right: values[start + 2],
                    bottom: values[start + 3], score: values[start + 4], labelIndex: label)
            }
        }
    }
}
