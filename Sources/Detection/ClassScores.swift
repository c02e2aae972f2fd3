import Glibc

/// A head's class scores, where they lie in an output.
struct ClassScores {
    enum Layout {
        /// All of an anchor's values, `length` of them, lie together.
        case anchorByAnchor(length: Int)

        /// All anchors' scores of a label lie together.
        case labelByLabel
    }

    private let values: UnsafeBufferPointer<Float>
    private let start: Int
    private let anchors: Int
    private let labels: Int
    private let perAnchor: Int
    private let perLabel: Int

    /// - Parameter start: where the first anchor's first score lies.
    init(_ values: UnsafeBufferPointer<Float>, start: Int, anchors: Int, labels: Int, layout: Layout) {
        self.values = values
        self.start = start
        self.anchors = anchors
        self.labels = labels
        (perAnchor, perLabel) =
            switch layout {
            case .anchorByAnchor(let length): (length, 1)
            case .labelByLabel: (1, anchors)
            }
        let last = start + (anchors - 1) * perAnchor + (labels - 1) * perLabel
        precondition(anchors == 0 || labels == 0 || last < values.count)
    }

    /// Nothing but scores, anchor by anchor.
    init(_ values: UnsafeBufferPointer<Float>, anchors: Int, labels: Int) {
        self.init(values, start: 0, anchors: anchors, labels: labels, layout: .anchorByAnchor(length: labels))
    }

    /// The highest score of an anchor; of equal ones the first label's. What is no number never wins.
    func best(of anchor: Int) -> (label: Int, score: Float) {
        var best = (label: 0, score: -Float.infinity)
        var index = start + anchor * perAnchor
        for label in 0..<labels {
            if values[index] > best.score { best = (label, values[index]) }
            index += perLabel
        }
        return best
    }

    /// Calls `body` with each anchor whose best score is at least `threshold`.
    func forEachBest(above threshold: Float, _ body: (_ anchor: Int, _ label: Int, _ score: Float) -> Void) {
        for anchor in 0..<anchors {
            let best = best(of: anchor)
            if best.score >= threshold { body(anchor, best.label, best.score) }
        }
    }

    /// The same for a dense head, level by level and row by row, with the centre of each anchor's cell and its stride.
    func forEachBest(
        above threshold: Float, _ levels: [Grid],
        _ body: (_ anchor: Int, _ x: Float, _ y: Float, _ stride: Float, _ label: Int, _ score: Float) -> Void
    ) {
        var first = 0
        for level in levels {
            let stride = Float(level.stride)
            for cell in 0..<level.count {
                let best = best(of: first + cell)
                guard best.score >= threshold else { continue }
                let x = (Float(cell % level.columns) + 0.5) * stride
                let y = (Float(cell / level.columns) + 0.5) * stride
                body(first + cell, x, y, stride, best.label, best.score)
            }
            first += level.count
        }
    }
}

/// The logistic function.
func sigmoid(_ value: Float) -> Float { 1 / (1 + exp(-value)) }
