import Glibc

/// A head's class scores, anchor by anchor or label by label.
struct ClassScores {
    enum Layout { case anchorByAnchor, labelByLabel }

    private let values: UnsafeBufferPointer<Float>
    private let labels: Int
    private let perAnchor: Int
    private let perLabel: Int

    init(_ values: UnsafeBufferPointer<Float>, anchors: Int, labels: Int, layout: Layout) {
        precondition(values.count >= anchors * labels)
        self.values = values
        self.labels = labels
        (perAnchor, perLabel) = layout == .anchorByAnchor ? (labels, 1) : (1, anchors)
    }

    /// The highest score of an anchor; of equal ones the first label's. A score that is no number never wins.
    func best(of anchor: Int) -> (label: Int, score: Float) {
        var best = (label: 0, score: -Float.infinity)
        var index = anchor * perAnchor
        for label in 0..<labels {
            if values[index] > best.score { best = (label, values[index]) }
            index += perLabel
        }
        return best
    }
}

func sigmoid(_ value: Float) -> Float { 1 / (1 + exp(-value)) }
