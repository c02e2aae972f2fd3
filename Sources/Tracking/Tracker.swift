package import Geometry

/// Boxes to tracks, for one camera: a pure function of observations and time, made for 2 to 10 frames a second.
///
/// It joins ByteTrack's two rounds (Zhang and others, ECCV 2022: strong observations first, weak ones only carry on what is in
/// sight) with OC-SORT's observation-centric repair of gaps, direction and recall (Cao and others, CVPR 2023) and C-BIoU's
/// enlarged boxes (WACV 2023), and adds what a fixed camera with a motion gate needs: regions that nobody looked at, objects
/// that rest for hours, and a look at regions where it wants one (`wanted`).
///
/// The same observations and times give the same tracks.
package struct Tracker: Sendable {
    package let options: Options
    var targets: [Target] = []
    private var clock: Double?
    private var nextID = 1

    package init(options: Options = Options()) {
        self.options = options
    }

    /// Takes in what was seen at a moment.
    ///
    /// - Parameters:
    ///   - observations: what the detector saw, in any order; improper ones are ignored.
    ///   - observed: the regions that the detector looked at; nil where it looked everywhere, empty where it did not look. An object
    ///     that rests outside them is taken to be where it was.
    ///   - seconds: the camera's time. A time before the last update's counts as that one; after a real jump call `reset`.
    /// - Returns: All tracks by rising id, those included that are over with this update.
    package mutating func update(
        _ observations: [Observation], observed: [Box]? = nil, at seconds: Double
    ) -> [Track] {
        targets.removeAll { $0.track.hasEnded }
        let elapsed = advance(to: seconds)
        let now = clock ?? seconds
        for index in targets.indices { targets[index].predict(seconds: min(elapsed, options.longestStep)) }
        var sighting = Sighting(observations, at: now, options: options)
        match(&sighting)
        for index in targets.indices {
            targets[index].age(elapsed: elapsed, observed: observed, at: now, options: options)
        }
        start(from: sighting)
        return targets.map(\.track)
    }

    /// Forgets all objects and the time; ids go on.
    package mutating func reset() {
        targets = []
        clock = nil
    }

    /// Where the detector should look next besides where things move: at what moves, is new or was just lost, and now and then at
    /// what rests. Normalised, within the picture.
    package var wanted: [Box] {
        guard let clock else { return [] }
        return targets.filter { $0.wantsLook(at: clock, options: options) }.compactMap { target in
            let part = target.track.box.grown(by: options.margin).intersection(.whole)
            return part.isProper ? part : nil
        }
    }

    /// Whether there is an object whose next pictures matter though nothing may move in them: one that is new, moves, or was
    /// just lost; not one that rests.
    package var isFollowing: Bool {
        guard let clock else { return false }
        return targets.contains { $0.isFollowed(at: clock, options: options) }
    }

    /// - Returns: the seconds since the last update, 0 for the first or if time went back.
    private mutating func advance(to seconds: Double) -> Double {
        guard seconds.isFinite else { return 0 }
        let before = clock ?? seconds
        clock = max(before, seconds)
        return max(0, seconds - before)
    }

    private mutating func start(from sighting: Sighting) {
        var seen = targets.filter { $0.track.observation != nil }.map { ($0.track.box, $0.track.label) }
        for index in sighting.free(.strong) {
            let observation = sighting.observations[index]
            guard !seen.contains(where: { isSame(observation, as: $0, $1) }) else { continue }
            targets.append(
                Target(id: nextID, observation: observation, index: index, at: sighting.seconds, options: options))
            seen.append((observation.box, observation.label))
            nextID += 1
        }
    }

    /// Whether an observation is but a second look at an object in sight: the same box under another label, or a part of it.
    private func isSame(_ observation: Observation, as box: Box, _ label: String) -> Bool {
        observation.box.overlap(box) > options.sameOverlap
            || (observation.label == label && observation.box.covered(by: box) > 0.85)
    }
}
