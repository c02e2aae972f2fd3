import CameraHealth
package import Decisions
package import Detection
package import Events
package import Frames
import Geometry
import Motion
package import Overload
package import Rules
package import Settings
package import Status
package import Tracking

/// One camera's way from frames to events: gate, detector, tracker, rules.
///
/// It knows no thread and no clock but its frames' own: the same frames give the same events. One caller at a time.
package final class CameraPipeline {
    private let settings: Settings.Configuration.Camera
    private let activity: CameraActivity
    private let events: CameraEvents
    private let sparing: Sparing
    private var gate: MotionGate
    private var planner: RegionPlanner
    private var barren: BarrenPlaces
    private var tracker: Tracker
    private var stories: ObjectStories
    private var rules: Rulebook
    private var counts: CountKeeper?
    private var motion = MotionStory()
    private var filter: ObjectFilter
    private var health: HealthMonitor

    /// - Parameter sparing: what is given up while the box is overloaded; read for each frame.
    package init(
        settings: Settings.Configuration.Camera, events: EventFactory, activity: CameraActivity,
        sparing: Sparing = Sparing()
    ) {
        self.sparing = sparing
        self.settings = settings
        self.activity = activity
        self.events = CameraEvents(
            camera: settings.name, factory: events, clock: WallClock(settings),
            ground: settings.ground?.plane)
        filter = ObjectFilter(settings)
        gate = MotionGate(options: MotionOptions(settings))
        planner = RegionPlanner()
        barren = BarrenPlaces(fps: settings.detect.idleFPS < settings.detect.fps ? settings.detect.idleFPS : .infinity)
        tracker = Tracker(options: Tracker.Options(settings))
        stories = ObjectStories(
            zones: settings.zones.map(Zone.init), lines: settings.lines.map(Line.init), filter: filter,
            options: ObjectStories.Options(settings.objects))
        stories.view.ground = settings.ground?.plane
        rules = Rulebook(settings)
        health = HealthMonitor(options: HealthOptions(settings.health))
        rules.log.detail = .withheld
        counts = settings.counts.enabled && settings.detect.enabled ? CountKeeper(settings) : nil
        noteTroubles()
    }

    /// Looks at the next frame of a connection or clip.
    ///
    /// - Parameters:
    ///   - packets: how many packets the camera has sent so far.
    ///   - detector: the worker's own; nil where objects are not looked for.
    package func process(
        _ frame: Frame, packets: Int, with detector: Detector?
    ) throws(DetectionError) -> [Event] {
        inferredLast = false
        events.follow(frame)
        activity.count { $0.streamSeconds += events.elapsed }
        filter.pictureAspect = Double(frame.luma.width) / Double(frame.luma.height)
        stories.view.pictureAspect = filter.pictureAspect
        let verdict = gate.examine(frame)
        decision = FrameDecision(frame, verdict, settings.motion)
        movedLast = verdict.isMoving
        // What may fail comes first: no fact is made, and then lost, for a frame that the detector fails on.
        let objects = try look(at: frame, verdict, detector)
        let told = rules.follow(
            objects, objects: stories.objects, things: verdict.resting.map(Thing.init), at: events.moment)
        counts?.note(rules.takePassages())
        counts?.stay(stories.objects.filter(\.isPresent), for: events.elapsed)
        let report = counts?.look(at: frame.captured, elapsed: events.elapsed)
        let moves = motion.update(
            isMoving: verdict.isMoving, area: verdict.movingArea, regions: verdict.regions, at: frame.seconds)
        let troubles = health.examine(frame, isMoving: verdict.isMoving, packets: packets)
        if !troubles.isEmpty { noteTroubles() }
        let all =
            (report.map { [events.event($0)] } ?? []) + (moves + told).map(events.event) + troubles.map(events.event)
        decision?.told = all.map(FrameDecision.Told.init)
        decision?.withheld = rules.log.take().compactMap(FrameDecision.Withheld.init)
        return all
    }

    private func noteTroubles() {
        let present = Set(health.present)
        let names = health.watched.map { ($0.rawValue, present.contains($0)) }
        activity.note(troubles: Dictionary(uniqueKeysWithValues: names))
    }

    /// Ends what is open: the camera gives no more pictures, or the daemon stops.
    package func finish(reason: EndReason) -> [Event] {
        let objects = stories.finish(at: events.seconds, reason: reason)
        counts?.note(objects)
        let told = rules.finish(objects, at: events.moment)
        counts?.note(rules.takePassages())
        let facts = told + motion.finish(at: events.seconds, reason: reason)
        let report = reason == .stopped ? counts?.finish() : nil
        let troubles = reason == .stopped ? health.finish() : []
        noteTroubles()
        return facts.map(events.event) + (report.map { [events.event($0)] } ?? []) + troubles.map(events.event)
    }

    /// Begins anew with a new connection: what was in the picture before it is not known any more.
    func reset() {
        gate = MotionGate(options: MotionOptions(settings))
        planner = RegionPlanner()
        tracker.reset()
        health.reconnect()
        rules.reset()
        events.reset()
    }

    /// An event about the camera itself, now.
    func event(_ report: Report) -> Event { events.now(report) }

    /// Whether the gate saw something move in the last frame.
    private(set) var movedLast = false

    /// Whether an object is followed whose next frames matter though nothing may move in them.
    var isFollowing: Bool { tracker.isFollowing }

    /// Whether the detector looked at the last frame.
    private(set) var inferredLast = false

    /// What became of the last frame and of all that was seen in it; nil before the first.
    package private(set) var decision: FrameDecision?

    /// The tracks as of the last frame, for whoever compares them with truth.
    package private(set) var tracks: [Track] = []
}

// MARK: - Objects

extension CameraPipeline {
    private func look(
        at frame: Frame, _ verdict: MotionVerdict, _ detector: Detector?
    ) throws(DetectionError) -> [Fact] {
        guard let detector, settings.detect.enabled else { return [] }
        let wanted = tracker.wanted
        let motion = motion(worthLookingAt: verdict, at: frame.seconds)
        guard !motion.isEmpty || !wanted.isEmpty || !settings.motion.enabled else {
            activity.count { $0.gated += 1 }
            return follow([], observed: [], in: frame)
        }
        let areas = areas(motion + wanted, of: frame, detector)
        let seen = try detector.detect(frame, in: areas)
        inferredLast = true
        decision?.areas = areas
        activity.count { counts in
            counts.inferred += 1
            counts.inferences += areas.count
        }
        let observations = seen.detections.map { detection in
            Tracking.Observation(box: detection.box, label: detection.label, score: Double(detection.score))
        }
        let facts = follow(observations, observed: areas, in: frame)
        let looked = areas.contains(.whole) ? verdict.regions : motion
        let found = tracks.map(\.box) + observations.filter(isPromising).map(\.box)
        barren.note(looked: looked, found: found, seconds: frame.seconds)
        return facts
    }

    /// Weak detections come by the dozen wherever one looks; what has half of the score that counts may be something yet.
    private func isPromising(_ seen: Tracking.Observation) -> Bool {
        seen.score >= (settings.detect.score[seen.label] ?? 0) / 2
    }

    /// What the gate lets through, but for places where looks find nothing, and that are not due for one.
    private func motion(worthLookingAt verdict: MotionVerdict, at seconds: Double) -> [Box] {
        guard verdict.passes, verdict.reason == .moving else { return verdict.passes ? verdict.regions : [] }
        let worthy = barren.worthLooking(at: verdict.regions, seconds: seconds)
        decision?.barren = verdict.regions.filter { !worthy.contains($0) }
        return worthy
    }

    private func areas(_ interest: [Box], of frame: Frame, _ detector: Detector) -> [Box] {
        guard settings.detect.regions, settings.motion.enabled, !sparing.includes(.regions) else { return [.whole] }
        let size = InputSize(width: frame.luma.width, height: frame.luma.height)
        return planner.plan(
            interest: interest, frame: size, input: detector.model.inputSize(aspect: 1), seconds: frame.seconds)
    }

    private func follow(_ seen: [Tracking.Observation], observed: [Box], in frame: Frame) -> [Fact] {
        let screened = seen.map { Screened(observation: $0, verdict: filter.verdict(on: $0)) }
        // Most of what a detector reports is of other labels, or too small: nobody asks what that looks like.
        let passed = screened.passed.map { seen in
            var seen = seen
            seen.appearance = Appearance(of: seen.box, in: frame)
            return seen
        }
        tracks = tracker.update(passed, observed: observed, at: frame.seconds)
        let facts = stories.update(tracks, at: frame.seconds)
        decision?.note(screened, tracks, told: stories.objects, filter, tracker.options)
        counts?.note(facts)
        return facts
    }
}

extension Thing {
    fileprivate init(_ thing: RestingThing) {
        let isAdded: Bool? =
            switch thing.change {
            case .added: true
            case .removed: false
            case .unclear: nil
            }
        self.init(box: thing.box, isAdded: isAdded)
    }
}
