/// Where an object is on the ground before a calibrated camera.
package struct GroundReport: Codable, Hashable, Sendable {
    /// In metres, as the calibration has them.
    package let x: Double
    package let y: Double

    /// Missing as long as it is not known.
    package let speed: SpeedFigure?

    /// How far places may be off, as the calibration's points tell.
    package let calibrationErrorMetres: Double

    package init(x: Double, y: Double, speed: SpeedFigure?, errorMetres: Double) {
        self.x = x.rounded(toPlaces: 2)
        self.y = y.rounded(toPlaces: 2)
        self.speed = speed
        calibrationErrorMetres = errorMetres.rounded(toPlaces: 3)
    }

    private enum CodingKeys: String, CodingKey {
        case x, y, speed
        case calibrationErrorMetres = "calibration_error_metres"
    }
}

/// A speed with the interval that holds it with a probability of 95 %.
package struct SpeedFigure: Codable, Hashable, Sendable {
    package let metresPerSecond: Double
    package let kilometresPerHour: Double
    package let lowMetresPerSecond: Double
    package let highMetresPerSecond: Double

    package init(metresPerSecond: Double, low: Double, high: Double) {
        self.metresPerSecond = metresPerSecond.rounded(toPlaces: 2)
        kilometresPerHour = (metresPerSecond * 3.6).rounded(toPlaces: 1)
        lowMetresPerSecond = low.rounded(toPlaces: 2)
        highMetresPerSecond = high.rounded(toPlaces: 2)
    }

    private enum CodingKeys: String, CodingKey {
        case metresPerSecond = "metres_per_second"
        case kilometresPerHour = "kilometres_per_hour"
        case lowMetresPerSecond = "low_metres_per_second"
        case highMetresPerSecond = "high_metres_per_second"
    }
}
