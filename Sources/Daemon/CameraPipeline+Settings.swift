import Clocks
import Motion
import Rules
import Settings
import Tracking

// What the configuration says, in each room's own options: the rooms know nothing of the file.

extension MotionOptions {
    /// A thing has to keep still for as long as its rule asks for, and a little longer, before it is background.
    private static let sparePatience = 15.0

    init(_ camera: Settings.Configuration.Camera) {
        let settings = camera.motion
        let rests = camera.zones.flatMap { [$0.leftBehind?.after, $0.takenAway?.after] }.compactMap {
            $0?.seconds
        }
        self.init(
            masks: settings.masks, minimumArea: settings.minimumArea, sensitivity: settings.sensitivity.share,
            longestStill: settings.longestStill.seconds)
        guard let longest = rests.max() else { return }
        findsResting = true
        absorbAfter = max(absorbAfter, longest + Self.sparePatience)
    }
}

extension Settings.Configuration.Camera.Motion.Sensitivity {
    fileprivate var share: Double {
        switch self {
        case .low: 0.25
        case .medium: 0.5
        case .high: 0.75
        }
    }
}

extension Tracker.Options {
    /// The configured score is what an object must reach once; its track may be carried on by less.
    init(_ settings: Settings.Configuration.Camera) {
        let scores = settings.detect.labels.compactMap { settings.detect.score[$0] }
        self.init(score: 0.8 * (scores.min() ?? 0.5))
        confirmAfter = settings.objects.confirm.seconds
        patience = settings.objects.lostAfter.seconds
    }
}

extension ObjectFilter {
    init(_ settings: Settings.Configuration.Camera) {
        self.init(labels: Set(settings.detect.labels))
        topScore = settings.detect.score.standard ?? 0.5
        topScores = settings.detect.score.byLabel
        leastScore = Tracker.Options(settings).weakScore
        leastArea = settings.objects.minimumArea
        mostArea = settings.objects.maximumArea
        leastAspect = settings.objects.minimumAspect
        mostAspect = settings.objects.maximumAspect
        leastMetres = settings.objects.minimumHeight ?? 0
        mostMetres = settings.objects.maximumHeight ?? .infinity
        ground = settings.ground?.plane
        mustMove = Set(settings.objects.mustMove)
        masks = settings.objects.masks.map { mask in
            Mask(name: mask.name, polygon: mask.polygon, labels: mask.labels.map { Set($0) })
        }
    }
}

extension ObjectStories.Options {
    init(_ settings: Settings.Configuration.Camera.Objects) {
        self.init()
        updateEvery = settings.updateEvery.seconds
        stationaryAfter = settings.stationaryAfter.seconds
    }
}

extension WallClock {
    /// Of the place where the camera stands.
    init(_ settings: Settings.Configuration.Camera) {
        self.init(
            zone: settings.timeZone,
            sun: settings.location.map { Sun(latitude: $0.latitude, longitude: $0.longitude) })
    }
}

extension CountKeeper {
    init(_ settings: Settings.Configuration.Camera) {
        self.init(
            zones: settings.zones.map(\.name), lines: settings.lines.map(\.name), gates: settings.gates.map(\.name),
            every: Int(settings.counts.every.seconds), mapsHeat: settings.counts.heatMap, clock: WallClock(settings))
    }
}
