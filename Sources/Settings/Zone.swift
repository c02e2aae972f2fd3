package import Geometry

extension Configuration.Camera {
    /// A part of the picture, and what is told of it besides who enters and leaves.
    package struct Zone: Equatable, Named, Sendable {
        package var name = ""
        package var polygon = Polygon.whole
        /// nil for all.
        package var labels: [String]?
        /// The share of an object's box that has to be in it; nil for its foot.
        package var overlap: Double?
        package var loitering: Loitering?
        package var occupancy: Occupancy?
        package var crowd: Crowd?
        package var wrongWay: WrongWay?
        package var running: Running?
        package var speeding: Speeding?
        package var leftBehind: LeftBehind?
        package var takenAway: TakenAway?

        package init() {}
    }
}

extension Configuration.Camera.Zone: Section {
    static let keys: [Key<Self>] = [
        Key("polygon", \.polygon, .polygon, "Its corners in their order; the whole picture where not given."),
        Key("labels", \.labels, .someLabels, "Which objects it is for; all where not given."),
        Key(
            "overlap", \.overlap, .optional(.number(0.01...1, "of the object's box")),
            """
            An object is in the zone when this share of its box is, and out of it at half of that. Where not given, when its foot, \
            the middle of the box's lower side, is.
            """),
        Key(
            "loitering", \.loitering, .optional(.section()), "Tells of objects that stay too long. Off where not given."
        ),
        Key(
            "occupancy", \.occupancy, .optional(.section()),
            """
            Tells when the zone is taken and when it is empty again, whoever comes and goes between; `{}` will do. \
            Off where not given.
            """),
        Key(
            "crowd", \.crowd, .optional(.section()), "Tells when there are too many for too long. Off where not given."),
        Key(
            "wrong_way", \.wrongWay, .optional(.section()),
            "Tells of objects that move against a direction. Off where not given."),
        Key(
            "running", \.running, .optional(.section()),
            "Tells of people who run; `{}` will do. Off where not given."),
        Key(
            "speeding", \.speeding, .optional(.section()),
            "Tells of objects that are faster than allowed; needs `ground`. Off where not given."),
        Key(
            "left_behind", \.leftBehind, .optional(.section()),
            "Tells of things that were left behind, whatever they are; `{}` will do. Off where not given."
        ),
        Key(
            "taken_away", \.takenAway, .optional(.section()),
            "Tells of things that were taken away, whatever they were; `{}` will do. Off where not given."
        ),
    ]
}

extension Configuration.Camera.Zone {
    package struct Loitering: Equatable, Sendable {
        package var after = Duration.seconds(30)
        package var terms = Configuration.Terms()

        package init() {}
    }

    package struct Occupancy: Equatable, Sendable {
        package var after = Duration.zero
        package var release = Duration.seconds(5)
        package var terms = Configuration.Terms()

        package init() {}
    }

    package struct Crowd: Equatable, Sendable {
        package var moreThan = 5
        package var after = Duration.seconds(10)
        package var release = Duration.seconds(5)
        package var terms = Configuration.Terms()

        package init() {}
    }

    package struct WrongWay: Equatable, Sendable {
        package var from = Point(x: 0, y: 0)
        package var to = Point(x: 1, y: 1)
        package var terms = Configuration.Terms()

        package init() {}
    }
}

extension Configuration.Camera.Zone {
    package struct Running: Equatable, Sendable {
        /// Metres per second.
        package var above = 2.5
        package var terms = Configuration.Terms()

        package init() {}
    }

    package struct Speeding: Equatable, Sendable {
        /// Metres per second.
        package var above = 30 / 3.6
        package var terms = Configuration.Terms()

        package init() {}
    }
}

extension Configuration.Camera.Zone {
    package struct LeftBehind: Equatable, Sendable {
        package var after = Duration.seconds(30)
        package var terms = Configuration.Terms()

        package init() {}
    }

    package struct TakenAway: Equatable, Sendable {
        package var after = Duration.seconds(10)
        package var terms = Configuration.Terms()

        package init() {}
    }
}

private let stays = Kind<Duration>.duration(.zero...(.seconds(86_400)))

extension Configuration.Camera.Zone.Loitering: Ruled {
    static let keys: [Key<Self>] =
        [
            Key("after", \.after, stays, "How long an object may stay.")
        ] + termKeys(labels: "Which of the zone's objects may not; all where not given.")
}

extension Configuration.Camera.Zone.Occupancy: Ruled {
    static let keys: [Key<Self>] =
        [
            Key("after", \.after, stays, "How long an object must be there for the zone to count as taken."),
            Key("release", \.release, stays, "How long nobody must be there for it to count as empty."),
        ] + termKeys(labels: "Which of the zone's objects take it; all where not given.")
}

extension Configuration.Camera.Zone.Crowd: Ruled {
    static let keys: [Key<Self>] =
        [
            Key(
                "more_than", \.moreThan, .whole(1...1000, "objects"), "So many may be there at once; more are a crowd."),
            Key("after", \.after, stays, "How long there must be more without a pause."),
            Key("release", \.release, stays, "How long there must not be more for the crowd to be over."),
        ] + termKeys(labels: "Which of the zone's objects count; all where not given.")
}

extension Configuration.Camera.Zone.WrongWay: Ruled {
    static let keys: [Key<Self>] =
        [
            Key("from", \.from, .point, need: .required, "An arrow in the direction that is right begins here."),
            Key("to", \.to, .point, need: .required, "The arrow ends here; only its direction matters."),
        ] + termKeys(labels: "Which of the zone's objects are told of; all where not given.")

    func check(_ node: Node, _ reader: Reader) {
        _ = reader.leads(node, from, to, "has no direction: its arrow ends where it begins")
    }
}

extension Configuration.Camera.Zone.Running: Ruled {
    static let keys: [Key<Self>] =
        [
            Key(
                "above", \.above, .speed,
                """
                Who is faster runs: a brisk walk is 7 km/h. Without `ground` a person's height in the picture stands for 1.7 m, a rule \
                of thumb for people who go across the picture.
                """)
        ] + termKeys(labels: "Who is told of; persons where not given.")
}

extension Configuration.Camera.Zone.Speeding: Ruled {
    static let keys: [Key<Self>] =
        [
            Key(
                "above", \.above, .speed,
                "The limit. It is exceeded once even the lower end of the speed's interval (95 %) is above it.")
        ] + termKeys(labels: "Which of the zone's objects are told of; all where not given.")
}

/// A thing that keeps still for longer becomes background before it is told of.
private let rests = Kind<Duration>.duration(.seconds(2)...(.seconds(600)))

extension Configuration.Camera.Zone.LeftBehind: Ruled {
    static let keys: [Key<Self>] =
        [Key("after", \.after, rests, "How long a thing must have stood there with nobody near.")]
        + thingTermKeys()
}

extension Configuration.Camera.Zone.TakenAway: Ruled {
    static let keys: [Key<Self>] =
        [Key("after", \.after, rests, "How long a thing must have been gone with nobody near.")]
        + thingTermKeys()
}
