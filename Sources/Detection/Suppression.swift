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
        var kept: [Int] = []
        // By label, what a detection is compared with: without their labels' texts, which cost more than the comparison.
        var boxes: [Int: [Box]] = [:]
        for index in order where kept.count < limit {
            let (label, box, isCut) = (detections[index].labelIndex, detections[index].box, detections[index].isCut)
            let isKnown = boxes[label]?.contains { shows($0, box, isCut: isCut, overlap) } ?? false
            guard !isKnown else { continue }
            kept.append(index)
            boxes[label, default: []].append(box)
        }
        return kept.map { detections[$0] }.sorted { $0.score > $1.score }
    }

    private static func shows(_ kept: Box, _ other: Box, isCut: Bool, _ overlap: Double) -> Bool {
        guard kept.touches(other) else { return false }
        let shared = kept.intersection(other).area
        if isCut, shared > containment * other.area { return true }
        return shared > overlap * (kept.area + other.area - shared)
    }
}
