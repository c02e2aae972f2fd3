/// Something that is told of a zone, from who is in it and for how long.
package protocol ZoneRule: Sendable {
    /// As the configuration has it: `loitering`.
    var name: String { get }
    var zone: String { get }
    /// Which of the zone's objects it is about.
    var subject: Subject { get }

    mutating func enter(_ visit: ZoneFact)
    mutating func leave(_ visit: ZoneFact, at moment: Moment) -> [Fact]

    /// Time has passed.
    ///
    /// - Parameter objects: all that are being told of, as they are now, by their ids.
    mutating func tick(_ objects: [Int: ObjectFact], at moment: Moment, log: inout RuleLog) -> [Fact]

    /// The camera or the daemon stops: what is open ends. All objects have left the zone before.
    mutating func finish(at moment: Moment) -> [Fact]
}

extension ZoneRule {
    package mutating func finish(at moment: Moment) -> [Fact] { [] }

    func concerns(_ visit: ZoneFact) -> Bool { visit.zone == zone && subject.concerns(visit.object.label) }

    /// As the configuration has it: `zones.porch.loitering`.
    var path: String { "zones.\(zone).\(name)" }
}
