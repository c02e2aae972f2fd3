import Geometry

/// Greedy suppression, label by label: of boxes that show one object the best stays.
package enum Suppression {
    /// How many objects one look may bring; more is noise.
    package static let limit = 300

    /// A cut box of which a larger share lies in a kept one shows a part of that object.
    package static let containment = 0.7

    /// - Parameters:
    ///   - detections: of one area or of several that overlap, in any order.
    ///   - overlap: boxes of one label with a higher IoU are one object.
    /// - Returns: what stays, best first. A box cut by the border of its area counts half its score in the contest,
    ///   so that it loses to a whole box of the same object, and it goes where a kept box contains most of it.
    package static func merge(_ detections: [Detection], overlap: Double) -> [Detection] {
        let ranks = detections.map { $0.isCut ? $0.score / 2 : $0.score }
        let order = detections.indices.sorted { (-ranks[$0], $0) < (-ranks[$1], $1) }
        var kept: [Detection] = []
        for index in order where kept.count < limit {
            let detection = detections[index]
            let isKnown = kept.contains { $0.labelIndex == detection.labelIndex && shows($0, detection, overlap) }
            if !isKnown { kept.append(detection) }
        }
        return kept.sorted { $0.score > $1.score }
    }

    private static func shows(_ kept: Detection, _ other: Detection, _ overlap: Double) -> Bool {
        let shared = kept.box.intersection(other.box).area
        guard shared > 0 else { return false }
        if other.isCut, shared > containment * other.box.area { return true }
        return shared > overlap * (kept.box.area + other.box.area - shared)
    }
}
