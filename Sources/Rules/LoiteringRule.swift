/// An object that stays in a zone for longer than it should.
package typealias LoiteringRule = VisitRule<LoiteringTest>

package struct LoiteringTest: VisitTest {
    package var name: String { "loitering" }

    /// How long an object may stay, seconds.
    package let after: Double

    package func memory() {}

    package func measure(_ visit: ZoneFact, _: inout Void, at _: Moment) -> Measure {
        Measure("dwell", visit.dwelt ?? 0, of: after, "s")
    }

    package func begun(_ visit: ZoneFact) -> Fact { .loiteringStarted(visit) }
    package func ended(_ visit: ZoneFact) -> Fact? { .loiteringEnded(visit) }
}

extension LoiteringRule {
    /// - Parameter after: how long an object may stay, seconds.
    package init(zone: String, subject: Subject = Subject(), after: Double, terms: Terms = Terms()) {
        self.init(zone: zone, subject: subject, test: LoiteringTest(after: after), terms: terms)
    }
}
