package import Geometry

extension Configuration.Camera {
    /// When an object begins, changes and ends.
    package struct Objects: Equatable, Sendable {
        package var confirm = Duration.milliseconds(400)
        package var updateEvery = Duration.seconds(5)
        package var lostAfter = Duration.seconds(2)
        package var stationaryAfter = Duration.seconds(10)
        /// As shares of the picture's area.
        package var minimumArea = 0.0
        package var maximumArea = 1.0
        /// Width by height, in pixels.
        package var minimumAspect = 0.0
        package var maximumAspect = 100.0
        /// Of an object, metres; nil where it is not asked.
        package var minimumHeight: Double?
        package var maximumHeight: Double?
        /// Labels of objects that are told of only once they have moved.
        package var mustMove: [String] = []
        /// In the file's order; names are unique within the camera.
        package var masks: [Mask] = []

        package init() {}

        /// Where objects of some labels do not count.
        package struct Mask: Equatable, Named, Sendable {
            package var name = ""
            package var polygon = Polygon.whole
            /// nil for all.
            package var labels: [String]?

            package init() {}
        }
    }
}

extension Configuration.Camera.Objects.Mask: Section {
    static let keys: [Key<Self>] = [
        Key("polygon", \.polygon, .polygon, "Its corners in their order; the whole picture where not given."),
        Key("labels", \.labels, .someLabels, "Which objects do not count there; all where not given."),
    ]
}

extension Configuration.Camera.Objects: Section {
    static let keys: [Key<Self>] = [
        Key(
            "confirm", \.confirm, .duration(.zero...(.seconds(60))),
            "How long an object must be seen before it is told of; longer means fewer false ones, told of later."),
        Key(
            "update_every", \.updateEvery, .duration(.milliseconds(100)...(.seconds(3600))),
            "The shortest time between two updates of an object of which nothing important changes."),
        Key(
            "lost_after", \.lostAfter, .duration(.milliseconds(100)...(.seconds(600))),
            "How long an object may be out of sight, behind a van say, before it counts as gone."),
        Key(
            "stationary_after", \.stationaryAfter, .duration(.seconds(1)...(.seconds(3600))),
            "How long an object must stay where it is to count as stationary; from then on it is told of rarely."),
        Key(
            "minimum_area", \.minimumArea, .number(0...1, "of the picture's area"),
            "Objects whose box is smaller than this share of the picture do not count."),
        Key(
            "maximum_area", \.maximumArea, .number(0...1, "of the picture's area"),
            "Objects whose box is larger than this share of the picture do not count: a spider on the lens."),
        Key(
            "minimum_aspect", \.minimumAspect, .number(0...100, "of width by height"),
            "Objects whose box is slimmer do not count; a person who stands has about 0.4."),
        Key(
            "maximum_aspect", \.maximumAspect, .number(0...100, "of width by height"),
            "Objects whose box is broader do not count."),
        Key(
            "minimum_height", \.minimumHeight, .optional(.number(0.01...100, "metres")),
            "Objects that are lower do not count: dogs, when people are meant. Needs `ground`. Not asked where not given."
        ),
        Key(
            "maximum_height", \.maximumHeight, .optional(.number(0.01...100, "metres")),
            "Objects that are higher do not count. Needs `ground`. Not asked where not given."),
        Key(
            "must_move", \.mustMove, .list(of: .label, "labels that the model knows"),
            "What tells nothing until it has left the place where it was first seen: `[car]` keeps parked cars quiet."),
        Key(
            "masks", \.masks,
            .named(.section(shorthand: "polygon"), "masks by their names", base: { _ in Mask() }) { name, mask in
                var mask = mask
                mask.name = name
                return mask
            },
            """
            Parts of the picture in which an object's foot makes it not count: a poster that looks like a person. A \
            polygon each, or a mapping.
            """),
    ]

    func check(_ node: Node, _ reader: Reader) {
        if minimumArea > maximumArea, let place = node.value(of: "maximum_area") ?? node.value(of: "minimum_area") {
            reader.fail(place, "\(node.shownPath) lets nothing through: `minimum_area` is above `maximum_area`")
        }
        if let minimumHeight, let maximumHeight, minimumHeight > maximumHeight,
            let place = node.value(of: "maximum_height") ?? node.value(of: "minimum_height")
        {
            reader.fail(place, "\(node.shownPath) lets nothing through: `minimum_height` is above `maximum_height`")
        }
        if minimumAspect > maximumAspect,
            let place = node.value(of: "maximum_aspect") ?? node.value(of: "minimum_aspect")
        {
            reader.fail(place, "\(node.shownPath) lets nothing through: `minimum_aspect` is above `maximum_aspect`")
        }
    }
}

extension Configuration.Camera {
    /// Reports of what was counted.
    package struct Counts: Equatable, Sendable {
        package var enabled = true
        package var every = Duration.seconds(3600)
        package var heatMap = true

        package init() {}
    }
}

extension Configuration.Camera.Counts: Section {
    static let keys: [Key<Self>] = [
        Key("enabled", \.enabled, .flag, "Whether there are any."),
        Key(
            "every", \.every, .duration(.seconds(60)...(.seconds(86_400))),
            """
            The time that a report is about, counted from midnight where the camera stands: `1 h` from hour to hour. It \
            should divide the day.
            """),
        Key(
            "heat_map", \.heatMap, .flag,
            "Whether reports say where in the picture objects were, and for how long: what `vedette report heatmap` draws."
        ),
    ]

    func check(_ node: Node, _ reader: Reader) {
        guard let place = node.value(of: "every"), 86_400 % every.components.seconds != 0 else { return }
        reader.warn(place, "\(place.shownPath) does not divide the day: reports end at another time each day")
    }
}
