package import Geometry
package import Tracking

/// What is let through on the way from boxes to facts, and by which number the rest is turned away.
///
/// It is asked twice. Of an observation, before the tracker, it asks the label, the size, the shape, the place and only the lowest score:
/// weak boxes carry tracks through occlusions. Of a track, before its story begins, it asks how well the object was seen at its best.
package struct ObjectFilter: Hashable, Sendable {
    /// The labels that matter; nil for all.
    package var labels: Set<String>?
    /// The least score of any observation, 0 to 1.
    package var leastScore = 0.1
    /// The score that an object has to reach once, 0 to 1 …
    package var topScore = 0.5
    /// … or another one for some labels.
    package var topScores: [String: Double] = [:]
    /// Sides as shares of the picture's, 0 to 1.
    package var leastWidth = 0.0
    package var leastHeight = 0.0
    package var mostWidth = 1.0
    package var mostHeight = 1.0
    /// As a share of the picture's area, 0 to 1.
    package var leastArea = 0.0
    package var mostArea = 1.0
    /// Width by height, in pixels.
    package var leastAspect = 0.0
    package var mostAspect = Double.infinity
    /// The picture's own width by height, in pixels; without it, aspects are not asked.
    package var pictureAspect: Double?
    /// An object's height, metres; asked only of a calibrated camera.
    package var leastMetres = 0.0
    package var mostMetres = Double.infinity
    /// What a calibrated camera measures by.
    package var ground: GroundPlane?
    /// Labels of objects that tell nothing as long as they stay where they were first seen: parked cars.
    package var mustMove: Set<String> = []
    package var masks: [Mask] = []

    /// Where objects of some labels do not count.
    package struct Mask: Hashable, Sendable {
        package let zone: Zone

        /// - Parameter labels: nil for all.
        package init(name: String, polygon: Polygon, labels: Set<String>?) {
            zone = Zone(name: name, polygon: polygon, labels: labels)
        }
    }

    package init(labels: Set<String>? = nil) {
        self.labels = labels
    }

    package enum Verdict: Hashable, Sendable {
        case passed
        case label(String)
        case score(Double, least: Double)
        case topScore(Double, least: Double)
        case tooNarrow(Double, least: Double)
        case tooLow(Double, least: Double)
        case tooWide(Double, most: Double)
        case tooHigh(Double, most: Double)
        case tooSmall(Double, least: Double)
        case tooLarge(Double, most: Double)
        case tooSlim(Double, least: Double)
        case tooBroad(Double, most: Double)
        /// Metres.
        case tooShort(Double, least: Double)
        case tooTall(Double, most: Double)
        /// It has stayed for so many seconds where it was first seen.
        case still(Double)
        case masked(String)
    }

    package func verdict(on observation: Observation) -> Verdict {
        if let labels, !labels.contains(observation.label) { return .label(observation.label) }
        if observation.score < leastScore { return .score(observation.score, least: leastScore) }
        let (width, height) = (observation.box.width, observation.box.height)
        if width < leastWidth { return .tooNarrow(width, least: leastWidth) }
        if height < leastHeight { return .tooLow(height, least: leastHeight) }
        if width > mostWidth { return .tooWide(width, most: mostWidth) }
        if height > mostHeight { return .tooHigh(height, most: mostHeight) }
        if observation.box.area < leastArea { return .tooSmall(observation.box.area, least: leastArea) }
        if observation.box.area > mostArea { return .tooLarge(observation.box.area, most: mostArea) }
        return shapeVerdict(observation.box) ?? heightVerdict(observation.box) ?? placeVerdict(observation)
    }

    private func shapeVerdict(_ box: Box) -> Verdict? {
        guard let pictureAspect else { return nil }
        let aspect = box.width / box.height * pictureAspect
        if aspect < leastAspect { return .tooSlim(aspect, least: leastAspect) }
        return aspect > mostAspect ? .tooBroad(aspect, most: mostAspect) : nil
    }

    private func heightVerdict(_ box: Box) -> Verdict? {
        guard leastMetres > 0 || mostMetres < .infinity, let pictureAspect,
            let height = ground?.size(of: box, pictureAspect: pictureAspect)?.height
        else { return nil }
        if height < leastMetres { return .tooShort(height, least: leastMetres) }
        return height > mostMetres ? .tooTall(height, most: mostMetres) : nil
    }

    private func placeVerdict(_ observation: Observation) -> Verdict {
        let mask = masks.first { $0.zone.holds(observation.box.foot, label: observation.label) }
        return mask.map { .masked($0.zone.name) } ?? .passed
    }

    package func verdict(on track: Track) -> Verdict {
        if let labels, !labels.contains(track.label) { return .label(track.label) }
        if mustMove.contains(track.label), !track.hasMoved { return .still(track.lastSeen - track.firstSeen) }
        let least = topScores[track.label] ?? topScore
        return track.topScore < least ? .topScore(track.topScore, least: least) : .passed
    }
}
