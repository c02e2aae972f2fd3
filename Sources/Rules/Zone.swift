package import Geometry

/// A named part of a camera's picture.
package struct Zone: Hashable, Sendable {
    package var name: String
    package var polygon: Polygon
    /// Which objects it is for; nil for all.
    package var labels: Set<String>?

    package init(name: String, polygon: Polygon, labels: Set<String>? = nil) {
        self.name = name
        self.polygon = polygon
        self.labels = labels
    }
}
