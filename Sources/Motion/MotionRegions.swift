import Geometry

/// Boxes of moving things, grown for the detector and merged where they touch; storage is kept from frame to frame.
struct MotionRegions {
    /// More regions than this are merged into the one that grows least: a detector run a leaf helps nobody.
    static let most = 8

    /// Added on each side: a tenth of the thing, since feet and shoulders often blend into the background, and a
    /// hundredth of the picture.
    private static let (relativeMargin, margin) = (0.1, 0.01)

    private(set) var boxes: [Box] = []

    init() { boxes.reserveCapacity(Self.most + 1) }

    mutating func removeAll() { boxes.removeAll(keepingCapacity: true) }

    mutating func add(_ box: Box) {
        var grown = Self.grow(box)
        while let touching = boxes.firstIndex(where: { $0.intersection(grown).area > 0 }) {
            grown = grown.union(boxes.remove(at: touching))
        }
        boxes.append(grown)
        if boxes.count > Self.most { mergeClosest() }
    }

    private static func grow(_ box: Box) -> Box {
        let x = margin + relativeMargin * box.width
        let y = margin + relativeMargin * box.height
        let grown = Box(left: box.left - x, top: box.top - y, right: box.right + x, bottom: box.bottom + y)
        return grown.intersection(.whole)
    }

    /// Merges the newest box with the one whose union with it wastes least; what that union touches is merged in turn.
    private mutating func mergeClosest() {
        guard let newest = boxes.popLast() else { return }
        func waste(_ box: Box) -> Double { box.union(newest).area - box.area }
        guard let closest = boxes.indices.min(by: { waste(boxes[$0]) < waste(boxes[$1]) }) else { return }
        var merged = boxes.remove(at: closest).union(newest)
        while let touching = boxes.firstIndex(where: { $0.intersection(merged).area > 0 }) {
            merged = merged.union(boxes.remove(at: touching))
        }
        boxes.append(merged)
    }
}
