package import Geometry

/// An object that moves against the direction of a zone: told once a visit.
///
/// Measured is the way from the point of the visit that lies furthest along the direction: it has to be as long as the object is
/// large, and to lead back by more than sideways. An object that stands, sways or crosses the zone is not told of.
package struct WrongWayRule: ZoneRule {
    /// How far an object has to have gone, in its own widths and heights.
    private static let leastWay = 1.0
    /// The cosine of the largest angle to the opposite direction: 60 degrees.
    private static let leastCosine = 0.5

    package let zone: String
    package let labels: Set<String>?
    /// The direction in which objects should move.
    package let direction: Segment
    private var permit: Permit
    /// In the order of their coming.
    private var visits: [Visit] = []

    private struct Visit {
        let id: Int
        let since: Double
        var furthest: Point?
        var isTold = false
    }

    /// - Parameter direction: from any point to another one; its length does not matter, but must not be zero.
    package init(zone: String, labels: Set<String>? = nil, direction: Segment, terms: Terms = Terms()) {
        self.zone = zone
        self.labels = labels
        self.direction = direction
        permit = Permit(terms)
    }

    package mutating func enter(_ visit: ZoneFact) {
        visits.append(Visit(id: visit.object.id, since: visit.crossedAt))
    }

    package mutating func leave(_ visit: ZoneFact, at moment: Moment) -> [Fact] {
        visits.removeAll { $0.id == visit.object.id }
        return []
    }

    package mutating func tick(_ objects: [Int: ObjectFact], at moment: Moment) -> [Fact] {
        var facts: [Fact] = []
        for index in visits.indices where !visits[index].isTold {
            // A box that nobody saw is a guess.
            guard let object = objects[visits[index].id], object.lastSeen == moment.seconds else { continue }
            guard goesBack(object.box, &visits[index].furthest), permit.take(at: moment) else { continue }
            visits[index].isTold = true
            let since = visits[index].since
            facts.append(
                .wrongWay(ZoneFact(zone: zone, object: object, crossedAt: since, dwelt: moment.seconds - since)))
        }
        return facts
    }

    private func goesBack(_ box: Box, _ furthest: inout Point?) -> Bool {
        let foot = box.foot
        let from = furthest ?? foot
        let way = Point(x: foot.x - from.x, y: foot.y - from.y)
        let along = Point(x: direction.end.x - direction.start.x, y: direction.end.y - direction.start.y)
        let progress = (way.x * along.x + way.y * along.y) / along.length
        guard progress < 0 else {
            furthest = foot
            return false
        }
        furthest = from
        return -progress >= Self.leastCosine * way.length
            && Point(x: way.x / box.width, y: way.y / box.height).length >= Self.leastWay
    }
}
