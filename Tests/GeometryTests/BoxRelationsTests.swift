import Geometry
import Seeds
import TestSupport
import Testing

@Suite("How boxes lie to each other")
struct BoxRelationsTests {
    static func randomBox(_ random: inout SeededGenerator) -> Box {
        let left = Double.random(in: 0..<0.9, using: &random)
        let top = Double.random(in: 0..<0.9, using: &random)
        return Box(
            left: left, top: top, right: Double.random(in: left + 0.01...1, using: &random),
            bottom: Double.random(in: top + 0.01...1, using: &random))
    }

    @Test("The share covered by several boxes is what counting points says", arguments: 0..<50 as Range<UInt64>)
    func coverageAgreesWithCounting(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let box = Self.randomBox(&random)
        let others = (0..<Int.random(in: 0...6, using: &random)).map { _ in Self.randomBox(&random) }
        let side = 200
        var inside = 0
        for column in 0..<side {
            for row in 0..<side {
                let point = Point(
                    x: box.left + box.width * (Double(column) + 0.5) / Double(side),
                    y: box.top + box.height * (Double(row) + 0.5) / Double(side))
                if others.contains(where: { $0.contains(point) }) { inside += 1 }
            }
        }
        let counted = Double(inside) / Double(side * side)
        #expect(abs(box.covered(byUnionOf: others) - counted) < 0.02)
    }

    @Test("A box is covered by itself, by a larger one, and not by a distant one")
    func coverageOfOne() {
        let box = Box(left: 0.2, top: 0.2, right: 0.4, bottom: 0.6)
        #expect(box.covered(by: box) == 1)
        #expect(box.covered(by: box.grown(by: 0.1)) == 1)
        #expect(box.covered(by: Box(left: 0.5, top: 0.2, right: 0.9, bottom: 0.6)) == 0)
        #expect(box.covered(byUnionOf: []) == 0)
        #expect(Box(left: 0.5, top: 0.5, right: 0.5, bottom: 0.5).covered(by: .whole) == 0)
    }

    @Test("Growing and shrinking by shares undo each other")
    func growingIsUndone() {
        let box = Box(left: 0.2, top: 0.3, right: 0.4, bottom: 0.7)
        let back = box.grown(by: 0.5).grown(by: -0.25)
        #expect(abs(back.left - box.left) < 1e-12 && abs(back.bottom - box.bottom) < 1e-12)
        #expect(abs(box.grown(by: 0.5).width - 2 * box.width) < 1e-12)
    }

    @Test("A mixture runs from one box to the other")
    func mixture() {
        let (first, second) = (Box(left: 0, top: 0, right: 0.2, bottom: 0.2), Box.whole)
        #expect(first.mixed(with: second, share: 0) == first)
        #expect(first.mixed(with: second, share: 1) == second)
        #expect(abs(first.mixed(with: second, share: 0.5).right - 0.6) < 1e-12)
    }

    @Test(
        "What has a side that is no number, or no area, is improper",
        arguments: [
            Box(left: .nan, top: 0, right: 1, bottom: 1), Box(left: 0, top: 0, right: .infinity, bottom: 1),
            Box(left: 0.5, top: 0, right: 0.5, bottom: 1), Box(left: 0.6, top: 0, right: 0.5, bottom: 1),
        ])
    func improper(box: Box) {
        #expect(!box.isProper)
        #expect(Box.whole.isProper)
    }
}
