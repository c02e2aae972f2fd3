import Glibc

/// A distance as a distribution over whole numbers of strides (Li et al., Generalized Focal Loss, 2020): logits, whose
/// softmax weighs 0, 1, 2 and so on; the expectation is the distance.
struct DistanceDistribution {
    let bins: Int

    /// The four distances, left, top, right and bottom, in strides; their logits lie one after the other.
    func sides(_ logits: UnsafeBufferPointer<Float>, at start: Int) -> SIMD4<Float> {
        var sides = SIMD4<Float>()
        for side in 0..<4 { sides[side] = expectation(logits, at: start + side * bins) }
        return sides
    }

    private func expectation(_ logits: UnsafeBufferPointer<Float>, at start: Int) -> Float {
        var highest = -Float.infinity
        for bin in 0..<bins { highest = max(highest, logits[start + bin]) }
        var total: Float = 0
        var weighed: Float = 0
        for bin in 0..<bins {
            let weight = exp(logits[start + bin] - highest)
            total += weight
            weighed += weight * Float(bin)
        }
        return weighed / total
    }
}

extension Candidates {
    /// Adds a box given by a point and its distances to the four sides: left, top, right, bottom.
    mutating func add(x: Float, y: Float, sides: SIMD4<Float>, score: Float, labelIndex: Int) {
        add(
            left: x - sides[0], top: y - sides[1], right: x + sides[2], bottom: y + sides[3], score: score,
            labelIndex: labelIndex)
    }
}
