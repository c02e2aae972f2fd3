import ArgumentParser
import Geometry
import Glibc
import Rules
import Seeds
import Status
import Tracking

struct BenchRules: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules",
        abstract: "Say how much of a core following and judging many objects takes.",
        discussion: """
            A made-up scene: people who wander over the whole picture and are seen with shaking boxes, a tenth of them missed in \
            each frame; ten zones with loitering, occupancy, crowd and wrong way each, and ten lines, which makes fifty rules. \
            Measured is this thread's CPU time, for the tracker and for stories and rules apart, over some seconds of the \
            scene, after as many unmeasured ones.
            """)

    @Option(help: ArgumentHelp("How many objects there are at once.", valueName: "count"))
    var objects = 200

    @Option(help: ArgumentHelp("Frames a second.", valueName: "count"))
    var fps = 10.0

    @Option(help: ArgumentHelp("How long the scene is looked at.", valueName: "seconds"))
    var seconds = 60.0

    func validate() throws {
        guard (1...5000).contains(objects), (0.1...60).contains(fps), (1...3600).contains(seconds) else {
            throw ValidationError("--objects takes 1 to 5000, --fps 0.1 to 60, --seconds 1 to 3600.")
        }
    }

    func run() throws {
        var scene = CrowdedScene(objects: objects, fps: fps)
        var costs = CrowdedScene.Costs()
        let frames = Int(seconds * fps)
        for _ in 0..<frames { scene.advance(&costs) }
        costs = CrowdedScene.Costs()
        for _ in 0..<frames { scene.advance(&costs) }
        func share(_ cost: Double) -> String { "\(decimal(100 * cost / seconds, 2)) % of a core" }
        print(
            "\(objects) objects, \(CrowdedScene.ruleCount) rules, \(decimal(fps, 0)) frames a second, \(decimal(seconds, 0)) s"
        )
        print("  rules    \(share(costs.rules)), \(costs.facts) facts")
        print("  tracker  \(share(costs.tracker)), \(costs.tracks / max(1, frames)) tracks")
    }
}

/// People who wander, and everything that follows them.
private struct CrowdedScene {
    struct Costs {
        var tracker = 0.0
        var rules = 0.0
        var facts = 0
        var tracks = 0
    }

    static let ruleCount = 50

    private let fps: Double
    private var random = SplitMix64(seed: 1)
    private var places: [Point]
    private var ways: [Point]
    private var frame = 0
    private var tracker = Tracker()
    private var stories: ObjectStories
    private var rules: Rulebook

    init(objects: Int, fps: Double) {
        self.fps = fps
        places = []
        ways = []
        let zones = (0..<10).compactMap { index -> Zone? in
            let (left, top) = (0.1 * Double(index), 0.1 + 0.05 * Double(index % 5))
            let corners = [(left, top), (left + 0.25, top), (left + 0.3, top + 0.4), (left, top + 0.5)]
            return Polygon(corners: corners.map { Point(x: $0.0, y: $0.1) }).map {
                Zone(name: "zone-\(index)", polygon: $0)
            }
        }
        let lines = (0..<10).map { index in
            let across = 0.05 + 0.1 * Double(index)
            return Line(
                name: "line-\(index)",
                segment: Segment(start: Point(x: across, y: 0.1), end: Point(x: across + 0.05, y: 0.9)))
        }
        stories = ObjectStories(zones: zones, lines: lines)
        stories.view.pictureAspect = 16.0 / 9
        rules = Rulebook(
            lines: lines.map { Rulebook.LineRule(line: $0.name) },
            zones: zones.flatMap { zone -> [any ZoneRule] in
                [
                    LoiteringRule(zone: zone.name, after: 30), OccupancyRule(.occupied, zone: zone.name, release: 5),
                    OccupancyRule(.crowd, zone: zone.name, least: 6, after: 10, release: 5),
                    WrongWayRule(zone: zone.name, direction: Segment(start: Point(x: 0, y: 0), end: Point(x: 1, y: 0))),
                ]
            })
        for _ in 0..<objects {
            places.append(Point(x: between(0, 1), y: between(0.15, 1)))
            ways.append(Point(x: between(-0.05, 0.05), y: between(-0.03, 0.03)))
        }
    }

    mutating func advance(_ costs: inout Costs) {
        let seen = look()
        let now = Double(frame) / fps
        let begin = Self.threadSeconds
        let tracks = tracker.update(seen, at: now)
        let tracked = Self.threadSeconds
        let moment = Rules.Moment(
            seconds: now, captured: now, local: LocalTime(day: .monday, second: Int(now) % 86_400))
        let facts = rules.follow(stories.update(tracks, at: now), objects: stories.objects, at: moment)
        costs.rules += Self.threadSeconds - tracked
        costs.tracker += tracked - begin
        costs.facts += facts.count
        costs.tracks += tracks.count
    }

    private mutating func look() -> [Observation] {
        frame += 1
        return places.indices.compactMap { index in
            if between(0, 1) < 0.02 { ways[index] = Point(x: between(-0.05, 0.05), y: between(-0.03, 0.03)) }
            places[index].x = Self.folded(places[index].x + ways[index].x / fps, &ways[index].x, 0...1)
            places[index].y = Self.folded(places[index].y + ways[index].y / fps, &ways[index].y, 0.15...1)
            guard between(0, 1) >= 0.1 else { return nil }
            let (x, y) = (places[index].x + between(-0.001, 0.001), places[index].y + between(-0.002, 0.002))
            return Observation(
                box: Box(left: x - 0.008, top: y - 0.05, right: x + 0.008, bottom: y), label: "person",
                score: between(0.6, 0.9))
        }
    }

    /// Whoever reaches the edge turns back.
    private static func folded(_ place: Double, _ way: inout Double, _ range: ClosedRange<Double>) -> Double {
        if range.contains(place) { return place }
        way = -way
        return min(max(place, range.lowerBound), range.upperBound)
    }

    private mutating func between(_ low: Double, _ high: Double) -> Double {
        Double.random(in: low...high, using: &random)
    }

    private static var threadSeconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
