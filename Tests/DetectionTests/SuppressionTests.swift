import Detection
import Geometry
import Seeds
import TestSupport
import Testing

@Suite struct SuppressionTests {
    @Test func `Of boxes that show one object the best stays`() {
        let found = [
            detection(0.6, 0.10, 0.1, 0.30, 0.5), detection(0.9, 0.11, 0.1, 0.31, 0.5),
            detection(0.7, 0.6, 0.1, 0.8, 0.5),
        ]
        #expect(Suppression.merge(found, overlap: 0.5).map(\.score) == [0.9, 0.7])
    }

    @Test func `Boxes of different labels stay, however much they overlap`() {
        let found = [detection(0.6, 0.1, 0.1, 0.3, 0.5), detection(0.9, 0.1, 0.1, 0.3, 0.5, label: 2)]
        #expect(Suppression.merge(found, overlap: 0.5).count == 2)
    }

    @Test func `A box that its region cuts loses to a whole one, even a weaker one`() {
        let whole = detection(0.5, 0.1, 0.1, 0.3, 0.9)
        let upperHalf = detection(0.8, 0.1, 0.1, 0.3, 0.5, isCut: true)
        #expect(Suppression.merge([upperHalf, whole], overlap: 0.5) == [whole])
    }

    @Test func `A cut box that nothing else shows stays`() {
        let cut = detection(0.8, 0.1, 0.1, 0.3, 0.5, isCut: true)
        let elsewhere = detection(0.7, 0.6, 0.1, 0.8, 0.5)
        #expect(Suppression.merge([cut, elsewhere], overlap: 0.5) == [cut, elsewhere])
    }

    @Test func `A small whole object in front of a large one stays`() {
        let large = detection(0.9, 0.1, 0.1, 0.5, 0.9)
        let small = detection(0.6, 0.2, 0.5, 0.3, 0.8)
        #expect(Suppression.merge([large, small], overlap: 0.5).count == 2)
    }

    @Test(arguments: 1...50 as ClosedRange<UInt64>)
    func `What stays does not overlap, contains the best, and does not depend on the order`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let found = (0..<Int.random(in: 1...200, using: &random)).map { index in
            let left = Double.random(in: 0...0.8, using: &random)
            let top = Double.random(in: 0...0.8, using: &random)
            return detection(
                Float(index + 1) / 256, left, top, left + .random(in: 0.01...0.4, using: &random),
                top + .random(in: 0.01...0.4, using: &random), label: .random(in: 0...2, using: &random))
        }
        let kept = Suppression.merge(found, overlap: 0.45)
        #expect(kept.first == found.last)
        #expect(Suppression.merge(found.shuffled(using: &random), overlap: 0.45) == kept)
        for (index, one) in kept.enumerated() {
            for other in kept[(index + 1)...] where other.label == one.label {
                #expect(one.box.overlap(other.box) <= 0.45)
            }
        }
        for lost in found where !kept.contains(lost) {
            #expect(
                kept.contains { $0.label == lost.label && $0.box.overlap(lost.box) > 0.45 && $0.score > lost.score })
        }
    }

    @Test func `A wall of boxes ends at the limit`() {
        let found = (0..<5000).map { detection(0.5, Double($0) * 0.0001, 0, Double($0) * 0.0001 + 0.0001, 1) }
        #expect(Suppression.merge(found, overlap: 0.5).count == Suppression.limit)
    }
}

func detection(
    _ score: Float, _ left: Double, _ top: Double, _ right: Double, _ bottom: Double, label: Int = 0,
    isCut: Bool = false
) -> Detection {
    Detection(
        label: "label \(label)", labelIndex: label, score: score,
        box: Box(left: left, top: top, right: right, bottom: bottom), isCut: isCut)
}
