import Inference

/// RT-DETR and D-FINE: a set of queries, each with its own box, which needs no suppression. Three exports are read:
///
/// - the projects' own: `labels`, `boxes` (corners in samples of the size given as `orig_target_sizes`) and `scores`;
/// - Hugging Face's: `logits` and `pred_boxes` (centre and sides as shares of the input);
/// - ultralytics': one output of 4 box values, the same shares, and class scores.
package struct RTDETR: ModelFamily {
    package static let name = "rtdetr"
    package static let contract = """
        labels, boxes and scores with an input orig_target_sizes; or logits 1×(queries)×labels and pred_boxes \
        1×(queries)×4; or one output 1×300×(4+labels)
        """

    private enum Layout {
        case labelled(queries: Int)
        case logits(queries: Int, labels: Int)
        case joined(output: String, queries: Int, labels: Int)
    }

    private let layout: Layout

    package init?(_ signature: ModelSignature) {
        if let shape = signature.shape(of: "pred_boxes"), shape.count == 2, shape[1] == 4,
            let logits = signature.shape(of: "logits"), logits.count == 2, logits[0] == shape[0]
        {
            layout = .logits(queries: shape[0], labels: logits[1])
        } else if signature.inputs.contains(where: { $0.name == "orig_target_sizes" }),
            let shape = signature.shape(of: "boxes"), shape.count == 2, shape[1] == 4,
            signature.shape(of: "labels") == [shape[0]], signature.shape(of: "scores") == [shape[0]]
        {
            layout = .labelled(queries: shape[0])
        } else if let (name, shape) = signature.onlyOutput, shape.count == 2, shape[0] == 300, shape[1] > 6 {
            layout = .joined(output: name, queries: shape[0], labels: shape[1] - 4)
        } else {
            return nil
        }
    }

    package var labelCount: Int? {
        switch layout {
        case .labelled: nil
        case .logits(_, let labels), .joined(_, _, let labels): labels
        }
    }

    package var defaults: FamilyDefaults {
        FamilyDefaults(
            preprocessing: Preprocessing(channels: .rgb, scale: Preprocessing.unitScale, fit: .stretch),
            size: InputSize(width: 640, height: 640), overlap: nil, score: 0.5)
    }

    package func decode(_ outputs: ModelOutputs, into candidates: inout Candidates) throws(DetectionError) {
        switch layout {
        case .labelled(let queries): try decodeLabelled(outputs, queries, into: &candidates)
        case .logits(let queries, let labels):
            try outputs.read([("logits", [queries, labels]), ("pred_boxes", [queries, 4])]) { values in
                let scores = ClassScores(values[0], anchors: queries, labels: labels)
                for query in 0..<queries {
                    let best = scores.best(of: query)
                    candidates.add(share: values[1], at: 4 * query, score: sigmoid(best.score), labelIndex: best.label)
                }
            }
        case .joined(let output, let queries, let labels):
            try outputs.read(output, shape: [queries, 4 + labels]) { values in
                let scores = ClassScores(
                    values, start: 4, anchors: queries, labels: labels, layout: .anchorByAnchor(length: 4 + labels))
                scores.forEachBest(above: candidates.threshold) { query, label, score in
                    candidates.add(share: values, at: (4 + labels) * query, score: score, labelIndex: label)
                }
            }
        }
    }

    private func decodeLabelled(
        _ outputs: ModelOutputs, _ queries: Int, into candidates: inout Candidates
    ) throws(DetectionError) {
        let shapes = [("boxes", [queries, 4]), ("scores", [queries]), ("labels", [queries])]
        try outputs.read(shapes) { values in
            for query in 0..<queries {
                guard let label = Int(exactly: values[2][query].rounded()), label >= 0 else { continue }
                let box = values[0]
                candidates.add(
                    left: box[4 * query], top: box[4 * query + 1], right: box[4 * query + 2],
                    bottom: box[4 * query + 3], score: values[1][query], labelIndex: label)
            }
        }
    }
}

extension Candidates {
    /// Adds a box whose four values, centre and sides, are shares of the input.
    fileprivate mutating func add(
        share values: UnsafeBufferPointer<Float>, at start: Int, score: Float, labelIndex: Int
    ) {
        let width = Float(size.width)
        let height = Float(size.height)
        add(
            centreX: values[start] * width, centreY: values[start + 1] * height, width: values[start + 2] * width,
            height: values[start + 3] * height, score: score, labelIndex: labelIndex)
    }
}
