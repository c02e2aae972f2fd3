import Glibc

/// YuNet (libfacedetection): for strides 8, 16 and 32 the face's probability, objectness, box and key points, each an
/// output of its own; the score is the geometric mean of the first two (as in OpenCV's FaceDetectorYN).
package struct YuNet: ModelFamily {
    package static let name = "yunet"
    package static let contract = "for strides 8, 16, 32 outputs cls_, obj_, bbox_ and kps_, 1×(cells)×(1, 1, 4, 10)"
    private static let strides = [8, 16, 32]

    package var labelCount: Int? { 1 }

    package init?(_ signature: ModelSignature) {
        for grid in Grid.levels(signature.size, strides: Self.strides) {
            for (part, length) in [("cls", 1), ("obj", 1), ("bbox", 4)] {
                guard signature.shape(of: "\(part)_\(grid.stride)") == [grid.count, length] else { return nil }
            }
        }
    }

    package var defaults: FamilyDefaults {
        FamilyDefaults(
            preprocessing: Preprocessing(channels: .bgr, fit: .letterbox(centred: false, fill: 0)),
            size: InputSize(width: 640, height: 640), overlap: 0.3, score: 0.7, labels: ["face"])
    }

    package func decode(_ outputs: ModelOutputs, into candidates: inout Candidates) throws(DetectionError) {
        for grid in Grid.levels(candidates.size, strides: Self.strides) {
            let shapes = [
                ("cls_\(grid.stride)", [grid.count, 1]), ("obj_\(grid.stride)", [grid.count, 1]),
                ("bbox_\(grid.stride)", [grid.count, 4]),
            ]
            try outputs.read(shapes) { values in add(grid, values, to: &candidates) }
        }
    }

    private func add(_ grid: Grid, _ values: [UnsafeBufferPointer<Float>], to candidates: inout Candidates) {
        let (faces, objects, boxes) = (values[0], values[1], values[2])
        let stride = Float(grid.stride)
        for cell in 0..<grid.count {
            let score = sqrt(min(max(faces[cell], 0), 1) * min(max(objects[cell], 0), 1))
            guard score >= candidates.threshold else { continue }
            candidates.add(
                centreX: (Float(cell % grid.columns) + boxes[4 * cell]) * stride,
                centreY: (Float(cell / grid.columns) + boxes[4 * cell + 1]) * stride,
                width: exp(boxes[4 * cell + 2]) * stride, height: exp(boxes[4 * cell + 3]) * stride, score: score,
                labelIndex: 0)
        }
    }
}
