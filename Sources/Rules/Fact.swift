package import Geometry

/// Something that came to pass in front of a camera, with all numbers that an event about it needs. Times are in the camera's
/// seconds, boxes and lengths normalised.
package enum Fact: Hashable, Sendable {
    case objectStarted(ObjectFact)
    /// With what changed since the last fact about the object; empty where only the time for news has come.
    case objectUpdated(ObjectFact, changes: [ObjectChange])
    case objectEnded(ObjectFact, reason: EndReason)
    case zoneEntered(ZoneFact)
    case zoneLeft(ZoneFact)
    case lineCrossed(LineFact)
    case gatePassed(GateFact)
    case loiteringStarted(ZoneFact)
    case loiteringEnded(ZoneFact)
    case zoneOccupied(OccupancyFact)
    case zoneEmptied(OccupancyFact)
    case crowdStarted(OccupancyFact)
    case crowdEnded(OccupancyFact)
    case wrongWay(ZoneFact)
    case running(SpeedFact)
    case speeding(SpeedFact)
    case ruleMatched(RuleFact)
    case leftBehind(ThingFact)
    case takenAway(ThingFact)
    case motionStarted(MotionFact)
    case motionEnded(MotionFact, reason: EndReason)
}

/// What is known of an object at a moment.
package struct ObjectFact: Hashable, Sendable {
    /// The tracker's id: unique to a camera for as long as its tracker lives.
    package var id: Int
    package var label: String
    /// Of the latest observation; see `topScore` for the best and `meanScore` for the mean of all.
    package var score: Double
    package var meanScore: Double
    package var topScore: Double
    package var box: Box
    /// The time of the picture that the fact is about.
    package var seconds: Double
    package var firstSeen: Double
    package var lastSeen: Double
    /// The zones that it is in, in the configuration's order.
    package var zones: [String]
    package var isStationary: Bool
    /// For how long it has stayed in its place, up to the shaking of its box, seconds.
    package var restedFor: Double
    /// The length of its path, in normalised units (a picture's width and its height both count as 1), without the shaking of its box.
    package var travelled: Double
    /// Where it stands on the ground, metres; nil without a ground plane.
    package var ground: Point?
    /// nil as long as it is not known.
    package var speed: Speed?

    /// Whether it is where its box says, and not only predicted to be.
    package var isPresent: Bool { lastSeen == seconds || isStationary }
}

package enum ObjectChange: String, Hashable, Sendable, CaseIterable {
    case label
    case zones
    /// It has come to rest.
    case stationary
    /// It moves again.
    case moving
    /// It was seen much better than before.
    case score
}

/// Why something is over.
package enum EndReason: String, Hashable, Sendable, CaseIterable {
    /// The object went out of the picture.
    case left
    /// The object was not found again.
    case lost
    /// The movement ceased.
    case calm
    /// The camera gives no pictures.
    case offline
    /// The daemon stops, or the camera is taken out of its configuration.
    case stopped
}

/// An object's entering or leaving of a zone.
package struct ZoneFact: Hashable, Sendable {
    package var zone: String
    package var object: ObjectFact
    /// When it was first seen on this side of the border; the fact is told a little later, once that is sure.
    package var crossedAt: Double
    /// How long it was inside so far; nil on entering.
    package var dwelt: Double?
}

/// An object in a zone that is faster than it should be there.
package struct SpeedFact: Hashable, Sendable {
    /// ``ZoneFact/object`` has its speed.
    package var visit: ZoneFact
    /// Metres per second.
    package var limit: Double
}

/// An object's crossing of a line.
package struct LineFact: Hashable, Sendable {
    package var line: String
    package var direction: LineDirection
    package var object: ObjectFact
    /// When it was first seen across; the fact is told a little later, once that is sure.
    package var crossedAt: Double
    /// This crossing and all before it.
    package var totals: LineTotals
}

/// An object's way through a gate.
package struct GateFact: Hashable, Sendable {
    package var gate: String
    package var direction: GateDirection
    package var object: ObjectFact
    /// When it was first seen across the second line.
    package var crossedAt: Double
    /// From one line to the other, seconds.
    package var took: Double
    /// This passage and all before it.
    package var totals: GateTotals
}

/// How many objects are in a zone together.
package struct OccupancyFact: Hashable, Sendable {
    package var zone: String
    /// The time of the picture that the fact is about.
    package var seconds: Double
    /// Since when it is so; for what has ended, since when it was so.
    package var since: Double
    /// How many are in it now.
    package var count: Int
    /// How many were in it at once, at most, since then.
    package var peak: Int
}

/// What a composed rule waited for.
package struct RuleFact: Hashable, Sendable {
    package struct Met: Hashable, Sendable {
        /// The condition in words.
        package var text: String
        package var at: Double

        package init(text: String, at: Double) {
            self.text = text
            self.at = at
        }
    }

    package var rule: String
    package var kind: ComposedRule.Kind
    /// Of the last condition; nil where that is not about one.
    package var object: ObjectFact?
    package var seconds: Double
    package var conditions: [Met]
}

/// A thing that nobody knows the name of: it stands in a zone and did not before, or stood there and does not any more.
package struct ThingFact: Hashable, Sendable {
    package var zone: String
    package var box: Box
    /// The time of the picture that the fact is about.
    package var seconds: Double
    /// When it came to rest, or was missed first.
    package var since: Double
    /// When somebody was last near.
    package var attendedAt: Double?
    /// Who was near when it appeared; nil where nobody was seen.
    package var nearby: ObjectFact?
}

package struct MotionFact: Hashable, Sendable {
    /// The time of the picture that the fact is about.
    package var seconds: Double
    package var startedAt: Double
    /// When something last moved.
    package var lastMovedAt: Double
    /// The largest share of the picture that moved at once, 0 to 1.
    package var peakArea: Double
    /// The smallest box that holds all that moved so far.
    package var extent: Box
    /// What moves in this picture; empty when the motion has ended.
    package var regions: [Box]
}
