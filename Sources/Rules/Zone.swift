package import Geometry

/// A named part of a camera's picture.
package struct Zone: Hashable, Sendable {
    package let name: String
    package let polygon: Polygon
    /// Which objects it is for; nil for all.
    package let labels: Set<String>?
    private let bounds: Box

    package init(name: String, polygon: Polygon, labels: Set<String>? = nil) {
        self.name = name
        self.polygon = polygon
        self.labels = labels
        bounds = polygon.corners.reduce(Box(around: polygon.corners[0])) { $0.union(Box(around: $1)) }
    }

    /// Whether an object with this label, standing at `foot`, is in the zone.
    package func holds(_ foot: Point, label: String) -> Bool {
        // Most objects are far from most zones: the box around a zone is asked first.
        bounds.contains(foot) && polygon.contains(foot) && labels?.contains(label) ?? true
    }
}

extension Box {
    fileprivate init(around point: Point) {
        self.init(left: point.x, top: point.y, right: point.x, bottom: point.y)
    }
}
