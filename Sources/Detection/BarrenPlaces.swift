package import Geometry

/// Where something moves and the detector, looking again and again, finds nothing: a tree in the wind, rain, a flag.
///
/// Motion there is worth a look only now and then; motion in any other place, and in one where something was found lately, is
/// worth one at once. Pure: the same boxes and times give the same answers. One a camera.
package struct BarrenPlaces: Sendable {
    /// Seconds of motion and of looks in vain before a place counts as barren.
    package static let patience = 10.0

    /// Seconds without motion after which what was learnt of a place is forgotten.
    package static let memory = 10.0

    /// The picture is divided into so many places each way.
    private static let (columns, rows) = (32, 18)

    private struct Place {
        var lastMotion = -Double.infinity
        /// When the first of the looks in vain was taken; nil where something was found since, or none was taken.
        var inVainSince: Double?
        var lastLook = -Double.infinity
    }

    private let interval: Double
    private var places = [Place](repeating: Place(), count: columns * rows)

    /// - Parameter fps: how often motion in a barren place is looked at, a second; above 0.
    package init(fps: Double) {
        interval = 1 / max(fps, 0.001)
    }

    /// The motion that is worth a look now.
    ///
    /// - Parameter motion: normalised boxes.
    package mutating func worthLooking(at motion: [Box], seconds: Double) -> [Box] {
        motion.filter { box in
            let covered = Self.places(under: box)
            for place in covered { move(place, at: seconds) }
            return covered.isEmpty || covered.contains { isWorthLooking(at: places[$0], seconds) }
        }
    }

    /// The detector looked at this motion, and found things in these boxes.
    package mutating func note(looked motion: [Box], found: [Box], seconds: Double) {
        for place in Set(motion.flatMap(Self.places)) {
            places[place].lastLook = seconds
            places[place].inVainSince = places[place].inVainSince ?? seconds
        }
        for place in Set(found.flatMap(Self.places)) { places[place].inVainSince = nil }
    }

    private mutating func move(_ place: Int, at seconds: Double) {
        // A step back in time is a new connection.
        let rest = seconds - places[place].lastMotion
        if rest > Self.memory || rest < 0 { places[place] = Place() }
        places[place].lastMotion = seconds
    }

    private func isWorthLooking(at place: Place, _ seconds: Double) -> Bool {
        guard let since = place.inVainSince, seconds - since >= Self.patience else { return true }
        // A frame that comes a little early is the one that was meant.
        return seconds - place.lastLook >= 0.95 * interval
    }

    private static func places(under box: Box) -> [Int] {
        let columns = range(from: box.left, to: box.right, of: columns)
        return range(from: box.top, to: box.bottom, of: rows).flatMap { row in columns.map { row * Self.columns + $0 } }
    }

    private static func range(from start: Double, to end: Double, of count: Int) -> Range<Int> {
        guard start.isFinite, end.isFinite, end > start, end > 0, start < 1 else { return 0..<0 }
        return Int(max(start, 0) * Double(count))..<Int((min(end, 1) * Double(count)).rounded(.up))
    }
}
