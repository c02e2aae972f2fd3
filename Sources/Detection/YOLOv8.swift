/// YOLOv8, YOLOv9, YOLO11 and later anchor-free heads of ultralytics: for each cell centre and sides in the input's
/// samples, then class scores without objectness; value by value, or anchor by anchor where an exporter transposed.
///
/// Values after the class scores (masks, key points) are left out where the metadata name the labels.
package struct YOLOv8: ModelFamily {
    package static let name = "yolov8"
    package static let contract = "an output 1×(4+labels)×(cells of strides 8, 16, 32 (64)), or transposed"

    private let output: String
    private let strides: [Int]
    private let length: Int
    private let labels: Int
    private let isTransposed: Bool

    package var labelCount: Int? { labels }

    package init?(_ signature: ModelSignature) {
        for strides in [[8, 16, 32], [8, 16, 32, 64]] {
            let cells = signature.cells(strides: strides)
            let heads = signature.outputs { $0.count == 2 && $0.contains(cells) && $0.allSatisfy { $0 > 4 } }
            guard heads.count == 1, let head = heads.first else { continue }
            output = head.name
            isTransposed = head.shape[1] != cells
            length = isTransposed ? head.shape[1] : head.shape[0]
            labels = min(signature.namedLabels ?? .max, length - 4)
            self.strides = strides
            return
        }
        return nil
    }

    package var defaults: FamilyDefaults { .ultralytics }

    package func decode(_ outputs: ModelOutputs, into candidates: inout Candidates) throws(DetectionError) {
        let cells = Grid.levels(candidates.size, strides: strides).reduce(0) { $0 + $1.count }
        let layout = isTransposed ? ClassScores.Layout.anchorByAnchor(length: length) : .labelByLabel
        let (perCell, perValue) = isTransposed ? (length, 1) : (1, cells)
        try outputs.read(output, shape: isTransposed ? [cells, length] : [length, cells]) { values in
            let scores = ClassScores(
                values, start: 4 * perValue, anchors: cells, labels: labels, layout: layout)
            scores.forEachBest(above: candidates.threshold) { cell, label, score in
                let first = cell * perCell
                candidates.add(
                    centreX: values[first], centreY: values[first + perValue], width: values[first + 2 * perValue],
                    height: values[first + 3 * perValue], score: score, labelIndex: label)
            }
        }
    }
}
