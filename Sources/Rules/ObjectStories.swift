package import Tracking

/// Tracks to facts about objects, for one camera: each object that the tracker believes in and the filter lets through is told of
/// as started, updated now and then, and ended, exactly once and in this order; entering and leaving zones and crossing lines lie in between.
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
        /// How far an object's foot point has to be from a line to have left it, as a share of the object's width and height.
        package var lineMargin = 0.15

        package init() {}
    }

    package let options: Options
    package let filter: ObjectFilter
    package let zones: [Zone]
    package let lines: [Line]
    /// How the camera looks at the world.
    package var view = View()
    private var totals: [LineTotals]
    /// Of tracks that have no story yet.
    private var preludes: [Int: LineWalk] = [:]
    /// In the order of their starts.
    private var stories: [(id: Int, story: Story)] = []

    package init(
        zones: [Zone] = [], lines: [Line] = [], filter: ObjectFilter = ObjectFilter(), options: Options = Options()
    ) {
        self.zones = zones
        self.lines = lines
        totals = Array(repeating: LineTotals(), count: lines.count)
        self.filter = filter
        self.options = options
    }

    /// The objects that are being told of, as of the last update, in the order of their starts.
    package var objects: [ObjectFact] { stories.map(\.story.fact) }

    /// - Parameter tracks: all of the tracker's tracks after an update at `seconds`.
    package mutating func update(_ tracks: [Track], at seconds: Double) -> [Fact] {
        tracks.flatMap { track in
            if let index = stories.firstIndex(where: { $0.id == track.id }) {
                return proceed(index, with: track, at: seconds)
            }
            rehearse(track, at: seconds)
            return begins(track) ? begin(track, at: seconds) : []
        }
    }

    /// Ends all stories, because the camera or the daemon stops; the tracker has to be reset, too.
    package mutating func finish(at seconds: Double, reason: EndReason) -> [Fact] {
        let open = stories.map(\.story)
        stories = []
        preludes = [:]
        return open.flatMap { end($0, at: seconds, reason) }
    }

    private func begins(_ track: Track) -> Bool {
        track.state == .confirmed && track.observation != nil && filter.verdict(on: track) == .passed
    }

    private mutating func rehearse(_ track: Track, at seconds: Double) {
        guard !lines.isEmpty else { return }
        if track.hasEnded {
            preludes[track.id] = nil
        } else if track.observation != nil {
            preludes[track.id, default: LineWalk(lines: lines.count)]
                .follow(track.box, lines, margin: options.lineMargin, at: seconds)
        }
    }

    private mutating func begin(_ track: Track, at seconds: Double) -> [Fact] {
        var story = Story(track: track, zones: zones.count, at: seconds)
        let borders = story.follow(track, zones: zones, at: seconds, in: view, options: options)
        story.walk = preludes.removeValue(forKey: track.id) ?? LineWalk(lines: lines.count)
        let crossings = tell(story.walk.tell(), of: story.fact)
        story.noteTold()
        stories.append((track.id, story))
        return [.objectStarted(story.fact)] + borders + crossings
    }

    private mutating func tell(_ crossings: [LineWalk.Crossing], of object: ObjectFact) -> [Fact] {
        crossings.compactMap { crossing in
            let line = lines[crossing.line]
            guard line.labels?.contains(object.label) ?? true else { return nil }
            totals[crossing.line].count(crossing.direction)
            return .lineCrossed(
                LineFact(
                    line: line.name, direction: crossing.direction, object: object, crossedAt: crossing.at,
                    totals: totals[crossing.line]))
        }
    }

    private mutating func proceed(_ index: Int, with track: Track, at seconds: Double) -> [Fact] {
        if case .ended(let ending) = track.state {
            let story = stories.remove(at: index).story
            return end(story, at: seconds, EndReason(ending))
        }
        var facts = stories[index].story.follow(track, zones: zones, at: seconds, in: view, options: options)
        if track.observation != nil {
            stories[index].story.walk.follow(track.box, lines, margin: options.lineMargin, at: seconds)
            facts += tell(stories[index].story.walk.tell(), of: stories[index].story.fact)
        }
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
