import Geometry
import Seeds
import TestSupport
import Tracking

/// Objects on known paths, and a detector that shakes, misses and sees what is not there.
struct Scene {
    struct Actor: Sendable {
        var label = "person"
        var score = 0.8
        /// Where it is at a time; nil where nobody can see it.
        var box: @Sendable (Double) -> Box?
    }

    var actors: [Actor]
    var shake = 0.04
    var missRate = 0.0
    var clutterRate = 0.0

    /// One moment: the observations, and for each the actor that it shows.
    func observe(at seconds: Double, _ random: inout SeededGenerator) -> (seen: [Observation], actors: [Int?]) {
        var seen: [(Observation, Int?)] = []
        for (index, actor) in actors.enumerated() {
            guard let box = actor.box(seconds), Double.random(in: 0..<1, using: &random) >= missRate else { continue }
            let score = actor.score + 0.1 * random.shake()
            seen.append((Observation(box: shaken(box, &random), label: actor.label, score: score), index))
        }
        if Double.random(in: 0..<1, using: &random) < clutterRate {
            let (x, y) = (Double.random(in: 0...0.9, using: &random), Double.random(in: 0...0.8, using: &random))
            let box = Box(left: x, top: y, right: x + 0.04, bottom: y + 0.15)
            seen.append((Observation(box: box, label: "person", score: 0.45), nil))
        }
        seen.shuffle(using: &random)
        return (seen.map(\.0), seen.map(\.1))
    }

    private func shaken(_ box: Box, _ random: inout SeededGenerator) -> Box {
        func move(_ size: Double) -> Double { 3 * shake * size * random.shake() }
        return Box(
            left: box.left + move(box.width), top: box.top + move(box.height), right: box.right + move(box.width),
            bottom: box.bottom + move(box.height))
    }
}

/// What became of a scene: for each actor the ids that it bore while believed, in order and without repetition.
struct Outcome {
    var ids: [[Int]]
    var strangers: Set<Int> = []
    var last: [Track] = []
    var all: [[Track]] = []

    init(
        _ scene: Scene, from start: Double = 0, to end: Double, fps: Double, seed: UInt64 = 1,
        options: Tracker.Options = .init(), skip: (Double) -> Bool = { _ in false }
    ) {
        var random = SeededGenerator(seed: seed)
        var tracker = Tracker(options: options)
        ids = Array(repeating: [], count: scene.actors.count)
        for frame in 0...Int((end - start) * fps) {
            let seconds = start + Double(frame) / fps
            let (seen, actors) = scene.observe(at: seconds, &random)
            if skip(seconds) { continue }
            last = tracker.update(seen, at: seconds)
            all.append(last)
            for track in last where track.state == .confirmed { note(track, actors) }
        }
    }

    private mutating func note(_ track: Track, _ actors: [Int?]) {
        guard let observation = track.observation else { return }
        guard let actor = actors[observation] else {
            strangers.insert(track.id)
            return
        }
        if ids[actor].last != track.id { ids[actor].append(track.id) }
    }
}

extension Box {
    /// A box around a foot point.
    static func standing(_ x: Double, _ y: Double, width: Double = 0.04, height: Double = 0.15) -> Box {
        Box(left: x - width / 2, top: y - height, right: x + width / 2, bottom: y)
    }
}
