import Glibc

/// FastestDet (dog-qiuqiu): one level of stride 16, channel by channel: objectness, four box terms, class scores.
///
/// A cell's centre moves by the hyperbolic tangent of two terms, its sides are the sigmoids of the other two, as shares
/// of the input; a score is objectness^0.6 · class^0.4. The probabilities are computed in the graph.
package struct FastestDet: ModelFamily {
    package static let name = "fastestdet"
    package static let contract = "one output 1×(5+labels)×(height÷16)×(width÷16)"

    private let output: String
    private let labels: Int

    package var labelCount: Int? { labels }

    package init?(_ signature: ModelSignature) {
        guard let (name, shape) = signature.onlyOutput, shape.count == 3, shape[0] > 5,
            shape[1] * 16 == signature.size.height, shape[2] * 16 == signature.size.width
        else { return nil }
        output = name
        labels = shape[0] - 5
    }

    package var defaults: FamilyDefaults {
        FamilyDefaults(
            preprocessing: Preprocessing(channels: .bgr, scale: Preprocessing.unitScale, fit: .stretch),
            size: InputSize(width: 352, height: 352), overlap: 0.5, score: 0.65)
    }

    package func decode(_ outputs: ModelOutputs, into candidates: inout Candidates) throws(DetectionError) {
        let grid = Grid.levels(candidates.size, strides: [16])[0]
        let shape = [5 + labels, grid.rows, grid.columns]
        try outputs.read(output, shape: shape) { values in
            let scores = ClassScores(
                values, start: 5 * grid.count, anchors: grid.count, labels: labels, layout: .labelByLabel)
            for cell in 0..<grid.count {
                let objectness = pow(values[cell], 0.6)
                guard objectness >= candidates.threshold else { continue }
                let best = scores.best(of: cell)
                let width = sigmoid(values[3 * grid.count + cell]) * Float(candidates.size.width)
                let height = sigmoid(values[4 * grid.count + cell]) * Float(candidates.size.height)
                let column = Float(cell % grid.columns) + tanh(values[grid.count + cell])
                let row = Float(cell / grid.columns) + tanh(values[2 * grid.count + cell])
                candidates.add(
                    centreX: column * 16, centreY: row * 16, width: width, height: height,
                    score: objectness * pow(best.score, 0.4), labelIndex: best.label)
            }
        }
    }
}
