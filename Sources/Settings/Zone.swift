package import Geometry

extension Configuration.Camera {
    /// A part of the picture, and what is told of it besides who enters and leaves.
    package struct Zone: Equatable, Named, Sendable {
        package var name = ""
        package var polygon = Polygon.whole
        /// nil for all.
        package var labels: [String]?
        package var loitering: Loitering?
        package var occupancy: Occupancy?
        package var crowd: Crowd?
        package var wrongWay: WrongWay?

        package init() {}
    }
}

extension Configuration.Camera.Zone: Section {
    static let keys: [Key<Self>] = [
        Key("polygon", \.polygon, .polygon, "Its corners in their order; the whole picture where not given."),
        Key("labels", \.labels, .someLabels, "Which objects it is for; all where not given."),
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
    ]
}

extension Configuration.Camera.Zone {
    package struct Loitering: Equatable, Sendable {
        package var after = Duration.seconds(30)
        package var labels: [String]?
        package var schedule: Configuration.Schedule?
        package var coolDown = Duration.zero

        package init() {}
    }

    package struct Occupancy: Equatable, Sendable {
        package var after = Duration.zero
        package var release = Duration.seconds(5)
        package var labels: [String]?
        package var schedule: Configuration.Schedule?
        package var coolDown = Duration.zero

        package init() {}
    }

    package struct Crowd: Equatable, Sendable {
        package var moreThan = 5
        package var after = Duration.seconds(10)
        package var release = Duration.seconds(5)
        package var labels: [String]?
        package var schedule: Configuration.Schedule?
        package var coolDown = Duration.zero

        package init() {}
    }

    package struct WrongWay: Equatable, Sendable {
        package var from = Point(x: 0, y: 0)
        package var to = Point(x: 1, y: 1)
        package var labels: [String]?
        package var schedule: Configuration.Schedule?
        package var coolDown = Duration.zero

        package init() {}
    }
}

private let stays = Kind<Duration>.duration(.zero...(.seconds(86_400)))

extension Configuration.Camera.Zone.Loitering: Section {
    static let keys: [Key<Self>] = [
        Key("after", \.after, stays, "How long an object may stay."),
        Key("labels", \.labels, .someLabels, "Which of the zone's objects may not; all where not given."),
        Key("schedule", \.schedule, .optional(.schedule), scheduleSummary),
        Key("cool_down", \.coolDown, .coolDown, coolDownSummary),
    ]
}

extension Configuration.Camera.Zone.Occupancy: Section {
    static let keys: [Key<Self>] = [
        Key("after", \.after, stays, "How long an object must be there for the zone to count as taken."),
        Key("release", \.release, stays, "How long nobody must be there for it to count as empty."),
        Key("labels", \.labels, .someLabels, "Which of the zone's objects take it; all where not given."),
        Key("schedule", \.schedule, .optional(.schedule), scheduleSummary),
        Key("cool_down", \.coolDown, .coolDown, coolDownSummary),
    ]
}

extension Configuration.Camera.Zone.Crowd: Section {
    static let keys: [Key<Self>] = [
        Key("more_than", \.moreThan, .whole(1...1000, "objects"), "So many may be there at once; more are a crowd."),
        Key("after", \.after, stays, "How long there must be more without a pause."),
        Key("release", \.release, stays, "How long there must not be more for the crowd to be over."),
        Key("labels", \.labels, .someLabels, "Which of the zone's objects count; all where not given."),
        Key("schedule", \.schedule, .optional(.schedule), scheduleSummary),
        Key("cool_down", \.coolDown, .coolDown, coolDownSummary),
    ]
}

extension Configuration.Camera.Zone.WrongWay: Section {
    static let keys: [Key<Self>] = [
        Key("from", \.from, .point, need: .required, "An arrow in the direction that is right begins here."),
        Key("to", \.to, .point, need: .required, "The arrow ends here; only its direction matters."),
        Key("labels", \.labels, .someLabels, "Which of the zone's objects are told of; all where not given."),
        Key("schedule", \.schedule, .optional(.schedule), scheduleSummary),
        Key("cool_down", \.coolDown, .coolDown, coolDownSummary),
    ]

    func check(_ node: Node, _ reader: Reader) {
        _ = reader.leads(node, from, to, "has no direction: its arrow ends where it begins")
    }
}
