/// An object that is faster than it should be in a zone: told once a visit, when even the lower end of its speed's interval is above the limit.
package typealias SpeedRule = VisitRule<SpeedTest>

package struct SpeedTest: VisitTest {
    package enum Kind: String, Hashable, Sendable {
        /// A person who runs; without a ground plane, a person's height stands for 1.7 m.
        case running
        /// Anything that is above a limit; only with a ground plane.
        case speeding
    }

    package var name: String { kind.rawValue }

    package let kind: Kind
    /// Metres per second.
    package let limit: Double

    package func memory() {}

    package func measure(_ visit: ZoneFact, _: inout Void, at moment: Moment) -> Measure {
        let isSeen = visit.object.lastSeen == moment.seconds
        guard isSeen, let speed = visit.object.speed, kind == .running || speed.basis == .ground else {
            return Measure("speed", 0, of: limit, "m/s")
        }
        return Measure("speed", speed.low, of: limit, "m/s")
    }

    package func begun(_ visit: ZoneFact) -> Fact {
        let fact = SpeedFact(visit: visit, limit: limit)
        return kind == .running ? .running(fact) : .speeding(fact)
    }
}

extension SpeedRule {
    /// - Parameter limit: metres per second.
    package init(
        _ kind: SpeedTest.Kind, zone: String, subject: Subject = Subject(), limit: Double, terms: Terms = Terms()
    ) {
        self.init(zone: zone, subject: subject, test: SpeedTest(kind: kind, limit: limit), terms: terms)
    }
}
