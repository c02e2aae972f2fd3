import Glibc

/// The sun as seen from a place on earth.
///
/// The equations are those of NOAA's solar calculator (after Meeus, "Astronomical Algorithms", 2nd edition, 1998, chapters 15, 25 and 28):
/// within a minute between the polar circles, as long as the horizon is flat and the air is as usual. Rising and setting are
/// those of the upper limb, with 34 minutes of arc of refraction: the centre is 0.833 degrees below the horizon then.
package struct Sun: Hashable, Sendable {
    /// What the sun does on a day.
    package enum Course: Hashable, Sendable {
        /// Seconds since 1970.
        case rises(at: Double, sets: Double)
        case staysUp
        case staysDown
    }

    /// Degrees; north of the equator is positive.
    package let latitude: Double
    /// Degrees; east of Greenwich is positive.
    package let longitude: Double

    private static let zenith = 90.833

    package init(latitude: Double, longitude: Double) {
        self.latitude = latitude
        self.longitude = longitude
    }

    /// - Parameter day: of the place's calendar, counted from 1970-01-01.
    package func course(onDay day: Int) -> Course {
        let midnight = Double(day) * 86_400
        // Noon by the sun, from the equation of time at noon by the longitude.
        let noon = midnight + 43_200 - 240 * longitude
        let guess = events(midnight, at: noon)
        guard case .rises(let rise, let set) = guess else { return guess }
        // The sun moves on between noon and the event: once more at its own time.
        guard case .rises(let sharperRise, _) = events(midnight, at: rise),
            case .rises(_, let sharperSet) = events(midnight, at: set)
        else { return guess }
        return .rises(at: sharperRise, sets: sharperSet)
    }

    /// - Parameter moment: the one for which the sun's place is taken.
    private func events(_ midnight: Double, at moment: Double) -> Course {
        let sun = place(at: moment)
        let (high, declination) = (radians(latitude), sun.declination)
        let cosine = cos(radians(Self.zenith)) / (cos(high) * cos(declination)) - tan(high) * tan(declination)
        if cosine <= -1 { return .staysUp }
        if cosine >= 1 { return .staysDown }
        // Four minutes of time are a degree.
        let noon = midnight + 60 * (720 - 4 * longitude - sun.equationOfTime)
        let half = 240 * degrees(acos(cosine))
        return .rises(at: noon - half, sets: noon + half)
    }

    /// Declination in radians, equation of time in minutes.
    private func place(at moment: Double) -> (declination: Double, equationOfTime: Double) {
        // Julian centuries since noon of 1 January 2000.
        let t = (moment / 86_400 - 10_957.5) / 36_525
        let meanLongitude = radians((280.46646 + t * (36_000.76983 + t * 0.0003032)).remainder(dividingBy: 360))
        let anomaly = radians(357.52911 + t * (35_999.05029 - 0.0001537 * t))
        let eccentricity = 0.016708634 - t * (0.000042037 + 0.0000001267 * t)
        let centre =
            sin(anomaly) * (1.914602 - t * (0.004817 + 0.000014 * t)) + sin(2 * anomaly) * (0.019993 - 0.000101 * t)
            + sin(3 * anomaly) * 0.000289
        let node = radians(125.04 - 1934.136 * t)
        let longitude = meanLongitude + radians(centre - 0.00569 - 0.00478 * sin(node))
        let meanTilt = 23 + (26 + (21.448 - t * (46.815 + t * (0.00059 - t * 0.001813))) / 60) / 60
        let tilt = radians(meanTilt + 0.00256 * cos(node))
        let y = tan(tilt / 2) * tan(tilt / 2)
        let equation =
            y * sin(2 * meanLongitude) - 2 * eccentricity * sin(anomaly)
            + 4 * eccentricity * y * sin(anomaly) * cos(2 * meanLongitude) - y * y / 2 * sin(4 * meanLongitude)
            - 1.25 * eccentricity * eccentricity * sin(2 * anomaly)
        return (asin(sin(tilt) * sin(longitude)), 4 * degrees(equation))
    }
}

private func radians(_ degrees: Double) -> Double { degrees * .pi / 180 }
private func degrees(_ radians: Double) -> Double { radians * 180 / .pi }
