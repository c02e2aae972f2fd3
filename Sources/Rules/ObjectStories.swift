package import Tracking

/// Tracks to facts about objects, for one camera: each object that the tracker believes in and the filter lets through is told of
/// as started, updated now and then, and ended, exactly once and in this order; entering and leaving zones lie in between.
///
/// A moving object gets an update every few seconds; any object gets one when something that matters has changed. An object that
/// rests is told of when it comes to rest and when it moves on, and not in between, however long that is.
package struct ObjectStories: Sendable {
    package struct Options: Hashable, Sendable {
        /// The time between two updates of a moving object of which nothing else is new, seconds.
        package var updateEvery = 5.0
        /// How long an object stays in its place before it is called stationary, seconds.
        package var stationaryAfter = 10.0
        /// How much better than last told an object has to be seen for an update, as a difference of scores.
        package var scoreStep = 0.1
        /// How long an object's foot point has to be beyond a zone's border to have crossed it, seconds; two looks at least.
        package var zoneSettleAfter = 0.4

        package init() {}
    }

    package let options: Options
    package let filter: ObjectFilter
    package let zones: [Zone]
    /// In the order of their starts.
    private var stories: [(id: Int, story: Story)] = []

    package init(zones: [Zone] = [], filter: ObjectFilter = ObjectFilter(), options: Options = Options()) {
        self.zones = zones
        self.filter = filter
        self.options = options
    }

    /// How many objects are being told of.
    package var openCount: Int { stories.count }

    /// - Parameter tracks: all of the tracker's tracks after an update at `seconds`.
    package mutating func update(_ tracks: [Track], at seconds: Double) -> [Fact] {
        tracks.flatMap { track in
            if let index = stories.firstIndex(where: { $0.id == track.id }) {
                return proceed(index, with: track, at: seconds)
            }
            return begins(track) ? begin(track, at: seconds) : []
        }
    }

    /// Ends all stories, because the camera or the daemon stops; the tracker has to be reset, too.
    package mutating func finish(at seconds: Double, reason: EndReason) -> [Fact] {
        let open = stories.map(\.story)
        stories = []
        return open.flatMap { end($0, at: seconds, reason) }
    }

    private func begins(_ track: Track) -> Bool {
        track.state == .confirmed && track.observation != nil && filter.verdict(on: track) == .passed
    }

    private mutating func begin(_ track: Track, at seconds: Double) -> [Fact] {
        var story = Story(track: track, zones: zones.count, at: seconds)
        let crossings = story.follow(track, zones: zones, at: seconds, options: options)
        story.noteTold()
        stories.append((track.id, story))
        return [.objectStarted(story.fact)] + crossings
    }

    private mutating func proceed(_ index: Int, with track: Track, at seconds: Double) -> [Fact] {
        if case .ended(let ending) = track.state {
            let story = stories.remove(at: index).story
            return end(story, at: seconds, EndReason(ending))
        }
        var facts = stories[index].story.follow(track, zones: zones, at: seconds, options: options)
        let changes = stories[index].story.changes(options)
        if !changes.isEmpty || stories[index].story.isDue(options) {
            facts.append(.objectUpdated(stories[index].story.fact, changes: changes))
            stories[index].story.noteTold()
        }
        return facts
    }

    private func end(_ story: Story, at seconds: Double, _ reason: EndReason) -> [Fact] {
        var story = story
        let crossings = story.finish(zones, at: seconds)
        return crossings + [.objectEnded(story.fact, reason: reason)]
    }
}

extension EndReason {
    fileprivate init(_ ending: Track.Ending) {
        switch ending {
        case .left: self = .left
        case .lost: self = .lost
        }
    }
}
