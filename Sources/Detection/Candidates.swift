/// What a family's decoder found in one run, in the input's samples, before suppression.
///
/// Bounded and clean whatever a model puts out: boxes that are not finite or empty and scores that are not numbers are
/// turned away, scores end at 1, coordinates end at the input's borders.
package struct Candidates: Sendable {
    package struct Candidate: Hashable, Sendable {
        package var left, top, right, bottom: Float
        package var score: Float
        package var labelIndex: Int
    }

    /// How many are kept for suppression, the best ones.
    package static let limit = 1000

    package private(set) var kept: [Candidate] = []
    package let size: InputSize

    /// A decoder need not add what scores below it.
    package let threshold: Float
    private let isWanted: [Bool]

    /// - Parameter isWanted: one a label; empty where all are.
    package init(size: InputSize, threshold: Float, isWanted: [Bool] = []) {
        self.size = size
        self.threshold = threshold
        self.isWanted = isWanted
    }

    package mutating func removeAll() { kept.removeAll(keepingCapacity: true) }

    package mutating func add(left: Float, top: Float, right: Float, bottom: Float, score: Float, labelIndex: Int) {
        guard score >= threshold, (left + top + right + bottom).isFinite else { return }
        guard isWanted.isEmpty || (isWanted.indices.contains(labelIndex) && isWanted[labelIndex]) else { return }
        let candidate = Candidate(
            left: max(0, left), top: max(0, top), right: min(Float(size.width), right),
            bottom: min(Float(size.height), bottom), score: min(1, score), labelIndex: labelIndex)
        guard candidate.right > candidate.left, candidate.bottom > candidate.top else { return }
        kept.append(candidate)
        if kept.count >= 4 * Self.limit { keepBest() }
    }

    package mutating func add(
        centreX: Float, centreY: Float, width: Float, height: Float, score: Float, labelIndex: Int
    ) {
        add(
            left: centreX - width / 2, top: centreY - height / 2, right: centreX + width / 2,
            bottom: centreY + height / 2, score: score, labelIndex: labelIndex)
    }

    /// Best first, at most ``limit``; equal scores keep the model's order.
    package mutating func keepBest() {
        let order = kept.indices.sorted { (-kept[$0].score, $0) < (-kept[$1].score, $1) }
        kept = order.prefix(Self.limit).map { kept[$0] }
    }
}
