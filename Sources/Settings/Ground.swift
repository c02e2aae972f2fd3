package import Geometry

extension Configuration.Camera {
    /// Where points of the picture are on the ground, in metres: what speeds and sizes are measured by.
    package struct Ground: Equatable, Sendable {
        package var points: [Landmark] = []
        /// What follows from them; nil where they do not determine it.
        package private(set) var plane: GroundPlane?

        package init() {}

        package struct Landmark: Equatable, Sendable {
            package var at = Point(x: 0, y: 0)
            package var metres = Point(x: 0, y: 0)

            package init() {}
        }
    }
}

extension Configuration.Camera.Ground: Section {
    static let keys: [Key<Self>] = [
        Key(
            "points", \.points, .list(of: .section(), "points with their places", mayBeEmpty: false), need: .required,
            """
            Four points of the picture or more, spread over the ground, and where they are on it. From five on they are checked \
            against each other.
            """)
    ]

    mutating func check(_ node: Node, _ reader: Reader) {
        guard !points.isEmpty else { return }
        calibrate(node.value(of: "points") ?? node, reader)
    }

    private mutating func calibrate(_ place: Node, _ reader: Reader) {
        do throws(Homography.Degenerate) {
            let plane = try GroundPlane(landmarks)
            self.plane = plane
            if plane.error.share > 0.15 {
                let error = "\(short((plane.error.metres * 100).rounded() / 100)) m"
                reader.warn(place, "\(place.shownPath) says where things are to \(error) only", "measure once more")
            }
        } catch {
            switch error {
            case .tooFew(let count): reader.fail(place, "\(place.shownPath) has \(count) points; allowed: four or more")
            case .flat:
                reader.fail(
                    place, "\(place.shownPath) does not determine the ground: all points but one lie in a line",
                    "spread them over it")
            case .folded:
                reader.fail(
                    place,
                    "\(place.shownPath) turns the ground over: two points have changed places, in the picture or on the ground",
                    "number the points, and go around them in both")
            }
        }
    }

    private var landmarks: [GroundPlane.Landmark] {
        points.map { GroundPlane.Landmark(picture: $0.at, ground: $0.metres) }
    }
}

extension Configuration.Camera.Ground.Landmark: Section {
    static let keys: [Key<Self>] = [
        Key("at", \.at, .point, need: .required, "The point in the picture."),
        Key(
            "metres", \.metres, .metres(-100_000...100_000), need: .required,
            "Its place on the ground, from any origin and in any direction, as long as it is the same for all."),
    ]
}

extension Kind where Value == Point {
    /// Two lengths.
    static func metres(_ range: ClosedRange<Double>) -> Kind {
        let number = Kind<Double>.number(range, "metres")
        let allowed = "two numbers of metres, each \(number.allowed)"
        return Kind(allowed: allowed) { node, _, reader in
            guard let nodes = reader.items(node, allowed) else { return nil }
            guard nodes.count == 2 else {
                reader.fail(node, "\(node.shownPath) has \(nodes.count) numbers; allowed: \(allowed)")
                return nil
            }
            let numbers = nodes.compactMap { number.read($0, nil, reader) }
            return numbers.count == 2 ? Point(x: numbers[0], y: numbers[1]) : nil
        } reveal: {
            .list([.number($0.x), .number($0.y)])
        }
    }
}
