package import Geometry

/// A named part of a camera's picture.
package struct Zone: Hashable, Sendable {
    /// When an object is in it.
    package enum Anchor: Hashable, Sendable {
        /// When the middle of its box's lower side is.
        case foot
        /// When this share of its box is, 0 to 1.
        case overlap(Double)
    }

    package let name: String
    package let polygon: Polygon
    /// Which objects it is for; nil for all.
    package let labels: Set<String>?
    package let anchor: Anchor
    private let bounds: Box

    /// How far beyond the border an object that was inside has to stand to be outside, as a share of its own size: on the border it
    /// would come and go with the shaking of its box.
    private static let margin = 0.05

    package init(name: String, polygon: Polygon, labels: Set<String>? = nil, anchor: Anchor = .foot) {
        self.name = name
        self.polygon = polygon
        self.labels = labels
        self.anchor = anchor
        bounds = polygon.corners.reduce(Box(around: polygon.corners[0])) { $0.union(Box(around: $1)) }
    }

    /// Whether an object with this label, standing at `foot`, is in the zone.
    package func holds(_ foot: Point, label: String) -> Bool {
        // Most objects are far from most zones: the box around a zone is asked first.
        bounds.contains(foot) && polygon.contains(foot) && labels?.contains(label) ?? true
    }

    /// Whether an object is in the zone, with hysteresis: to leave takes more than to come in.
    ///
    /// - Parameter wasInside: whether it was in it before.
    package func holds(_ box: Box, label: String, wasInside: Bool) -> Bool {
        switch anchor {
        case .foot: holds(box.foot, label: label) || (wasInside && isNear(box) && labels?.contains(label) ?? true)
        case .overlap(let share):
            bounds.intersection(box).area > 0 && labels?.contains(label) ?? true
                && polygon.share(of: box) >= (wasInside ? share / 2 : share)
        }
    }

    private func isNear(_ box: Box) -> Bool {
        polygon.distance(to: box.foot, in: Point(x: box.width, y: box.height)) < Self.margin
    }
}

extension Box {
    fileprivate init(around point: Point) {
        self.init(left: point.x, top: point.y, right: point.x, bottom: point.y)
    }
}
