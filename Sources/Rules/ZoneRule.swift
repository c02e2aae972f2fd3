/// Something that is told of a zone, from who is in it and for how long.
package protocol ZoneRule: Sendable {
    var zone: String { get }
    /// Which objects it is about; nil for all that the zone is for.
    var labels: Set<String>? { get }

    mutating func enter(_ visit: ZoneFact)
    mutating func leave(_ visit: ZoneFact, at moment: Moment) -> [Fact]

    /// Time has passed.
    ///
    /// - Parameter objects: all that are being told of, as they are now, by their ids.
    mutating func tick(_ objects: [Int: ObjectFact], at moment: Moment) -> [Fact]

    /// The camera or the daemon stops: what is open ends. All objects have left the zone before.
    mutating func finish(at moment: Moment) -> [Fact]
}

extension ZoneRule {
    package mutating func finish(at moment: Moment) -> [Fact] { [] }

    func concerns(_ visit: ZoneFact) -> Bool {
        visit.zone == zone && labels?.contains(visit.object.label) ?? true
    }
}
