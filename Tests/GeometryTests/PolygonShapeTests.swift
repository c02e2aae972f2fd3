import Geometry
import Testing

@Suite("A polygon's shape")
struct PolygonShapeTests {
    private func polygon(_ corners: [(Double, Double)]) throws -> Polygon {
        try #require(Polygon(corners: corners.map { Point(x: $0.0, y: $0.1) }))
    }

    @Test func areaOfASquareAndATriangleInBothDirections() throws {
        let square = [(0.1, 0.1), (0.6, 0.1), (0.6, 0.6), (0.1, 0.6)]
        #expect(abs(try polygon(square).area - 0.25) < 1e-12)
        #expect(abs(try polygon(square.reversed()).area - 0.25) < 1e-12)
        #expect(try polygon([(0, 0), (1, 0), (0, 1)]).area == 0.5)
    }

    @Test(
        arguments: [
            [(0, 0), (1, 0), (0, 1)],
            [(0, 0), (1, 0), (1, 1), (0, 1)],
            [(0, 0), (1, 0), (0.5, 0.5), (1, 1), (0, 1)],
            // A corner on a straight side is no harm.
            [(0, 0), (0.5, 0), (1, 0), (1, 1), (0, 1)],
        ] as [[(Double, Double)]])
    func simple(_ corners: [(Double, Double)]) throws {
        #expect(try polygon(corners).crossing == nil)
        #expect(try polygon(corners.reversed()).crossing == nil)
    }

    @Test(
        arguments: [
            // A bow tie.
            ([(0, 0), (1, 1), (1, 0), (0, 1)], 0, 2),
            // A corner that touches another side.
            ([(0, 0), (1, 0), (1, 1), (0.5, 0), (0, 1)], 0, 2),
            // A side that runs back over the one before it.
            ([(0, 0), (1, 0), (0.5, 0), (0.5, 1)], 0, 1),
            // All corners on one line.
            ([(0, 0), (0.5, 0.5), (1, 1)], 0, 2),
            // The first side runs back over the last.
            ([(0.2, 0), (0.5, 0), (0.5, 1), (1, 1), (1, 0)], 0, 4),
        ] as [([(Double, Double)], Int, Int)])
    func crossing(_ corners: [(Double, Double)], _ first: Int, _ second: Int) throws {
        let found = try #require(try polygon(corners).crossing)
        #expect(found == (first, second))
    }

    @Test func crossingAgreesWithASearchForSharedPoints() throws {
        var random = Multiplicative(state: 7)
        for _ in 0..<500 {
            let corners = (0..<Int.random(in: 3...8, using: &random)).map { _ in
                (Double.random(in: 0...1, using: &random), Double.random(in: 0...1, using: &random))
            }
            #expect(try (polygon(corners).crossing != nil) == crossesBySolving(corners))
        }
    }

    /// Solves for the meeting point of each two sides that are no neighbours.
    private func crossesBySolving(_ corners: [(Double, Double)]) -> Bool {
        let count = corners.count
        for one in 0..<count {
            for other in (one + 1)..<max(one + 1, count) {
                guard other != one + 1, !(one == 0 && other == count - 1) else { continue }
                let (a, b) = (corners[one], corners[(one + 1) % count])
                let (c, d) = (corners[other], corners[(other + 1) % count])
                let scale = (b.0 - a.0) * (d.1 - c.1) - (b.1 - a.1) * (d.0 - c.0)
                let along = ((c.0 - a.0) * (d.1 - c.1) - (c.1 - a.1) * (d.0 - c.0)) / scale
                let across = ((c.0 - a.0) * (b.1 - a.1) - (c.1 - a.1) * (b.0 - a.0)) / scale
                if (0...1).contains(along) && (0...1).contains(across) { return true }
            }
        }
        return false
    }
}

private struct Multiplicative: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ (state >> 29)
    }
}
