package import Geometry

/// An object that moves against the direction of a zone.
package typealias WrongWayRule = VisitRule<WrongWayTest>

/// Measured is the way from the point of the visit that lies furthest along the direction, in the object's own sizes: it has to be
/// as long as the object is large, and to lead back by more than sideways. An object that stands, sways or crosses the zone is not told of.
package struct WrongWayTest: VisitTest {
    package var name: String { "wrong_way" }

    /// The cosine of the largest angle to the opposite direction: 60 degrees.
    private static let leastCosine = 0.5

    /// The direction in which objects should move.
    package let direction: Segment

    /// The point that lies furthest along the direction so far.
    package func memory() -> Point? { nil }

    package func measure(_ visit: ZoneFact, _ furthest: inout Point?, at moment: Moment) -> Measure {
        // A box that nobody saw is a guess.
        let isSeen = visit.object.lastSeen == moment.seconds
        return Measure("way back", isSeen ? wayBack(visit.object.box, &furthest) : 0, of: 1, "sizes")
    }

    package func begun(_ visit: ZoneFact) -> Fact { .wrongWay(visit) }

    private func wayBack(_ box: Box, _ furthest: inout Point?) -> Double {
        let foot = box.foot
        let from = furthest ?? foot
        let way = Point(x: foot.x - from.x, y: foot.y - from.y)
        let along = Point(x: direction.end.x - direction.start.x, y: direction.end.y - direction.start.y)
        let progress = (way.x * along.x + way.y * along.y) / along.length
        guard progress < 0 else {
            furthest = foot
            return 0
        }
        furthest = from
        guard -progress >= Self.leastCosine * way.length else { return 0 }
        return Point(x: way.x / box.width, y: way.y / box.height).length
    }
}

extension WrongWayRule {
    /// - Parameter direction: from any point to another one; its length does not matter, but must not be zero.
    package init(zone: String, subject: Subject = Subject(), direction: Segment, terms: Terms = Terms()) {
        self.init(zone: zone, subject: subject, test: WrongWayTest(direction: direction), terms: terms)
    }
}
