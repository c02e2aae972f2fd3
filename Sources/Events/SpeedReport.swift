/// The data of `vedette.running.detected` and `vedette.speeding.detected`: an object is faster than it should be in a zone.
package struct SpeedReport: Codable, Hashable, Sendable {
    package let zone: String
    package let object: ObjectReport
    package let speed: SpeedFigure?

    /// `ground`, in metres; or `height`: the object's height in the picture was taken for 1.7 m.
    package let basis: String?
    package let limitMetresPerSecond: Double

    package init(zone: String, object: ObjectReport, speed: SpeedFigure?, basis: String?, limitMetresPerSecond: Double)
    {
        self.zone = zone
        self.object = object
        self.speed = speed
        self.basis = basis
        self.limitMetresPerSecond = limitMetresPerSecond.rounded(toPlaces: 2)
    }

    private enum CodingKeys: String, CodingKey {
        case zone, object, speed, basis
        case limitMetresPerSecond = "limit_metres_per_second"
    }
}
