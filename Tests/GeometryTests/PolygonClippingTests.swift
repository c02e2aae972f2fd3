import Geometry
import Seeds
import TestSupport
import Testing

@Suite("The share of a box in a polygon")
struct PolygonClippingTests {
    static func polygon(_ corners: [(Double, Double)]) throws -> Polygon {
        try #require(Polygon(corners: corners.map { Point(x: $0.0, y: $0.1) }))
    }

    @Test("Inside, outside, half, around, and where there is nothing")
    func plain() throws {
        let square = try Self.polygon([(0.2, 0.2), (0.8, 0.2), (0.8, 0.8), (0.2, 0.8)])
        #expect(square.share(of: Box(left: 0.3, top: 0.3, right: 0.4, bottom: 0.5)) == 1)
        #expect(square.share(of: Box(left: 0, top: 0, right: 0.1, bottom: 0.1)) == 0)
        #expect(abs(square.share(of: Box(left: 0.7, top: 0.3, right: 0.9, bottom: 0.5)) - 0.5) < 1e-9)
        #expect(abs(square.share(of: .whole) - 0.36) < 1e-9)
        #expect(square.share(of: Box(left: 0.3, top: 0.3, right: 0.3, bottom: 0.5)) == 0)
    }

    @Test("Agrees with counting points, also for polygons that are not convex", arguments: 0..<30 as Range<UInt64>)
    func counting(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        // A star around the middle: a corner every 30 degrees at any distance.
        let ring = [(1.0, 0.0), (0.87, 0.5), (0.5, 0.87), (0, 1), (-0.5, 0.87), (-0.87, 0.5)]
        let directions = ring + ring.map { (-$0.0, -$0.1) }
        let star = try Self.polygon(
            directions.map { x, y in
                let radius = Double.random(in: 0.08...0.5, using: &random)
                return (0.5 + radius * x, 0.5 + radius * y)
            })
        let (left, top) = (Double.random(in: 0...0.6, using: &random), Double.random(in: 0...0.6, using: &random))
        let box = Box(
            left: left, top: top, right: left + Double.random(in: 0.1...0.4, using: &random),
            bottom: top + Double.random(in: 0.1...0.4, using: &random))
        var inside = 0
        for row in 0..<100 {
            for column in 0..<100 {
                let x = box.left + box.width * (Double(column) + 0.5) / 100
                let y = box.top + box.height * (Double(row) + 0.5) / 100
                if star.contains(Point(x: x, y: y)) { inside += 1 }
            }
        }
        #expect(abs(star.share(of: box) - Double(inside) / 10_000) < 0.02)
    }

    @Test("The distance to the border is the same from both sides, in the size that is asked for")
    func distance() throws {
        let square = try Self.polygon([(0.2, 0.2), (0.8, 0.2), (0.8, 0.8), (0.2, 0.8)])
        for (x, size, distance) in [(0.7, 1.0, 0.1), (0.9, 1, 0.1), (0.9, 0.2, 0.5), (0.7, 0.2, 0.3)] {
            let found = square.distance(to: Point(x: x, y: 0.5), in: Point(x: size, y: 1))
            #expect(abs(found - distance) < 1e-9)
        }
    }
}
