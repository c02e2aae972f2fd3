package import Geometry

/// Movement as a story with a start and an end: a pause shorter than the hold-off does not end it.
package struct MotionStory: Sendable {
    package struct Options: Hashable, Sendable {
        /// How long nothing has to move for the motion to be over, seconds.
        package var holdOff = 3.0

        package init() {}
    }

    package let options: Options
    private var open: MotionFact?

    package init(options: Options = Options()) {
        self.options = options
    }

    package var isOpen: Bool { open != nil }

    /// - Parameters:
    ///   - isMoving: whether something moves in this picture.
    ///   - area: the share of the picture that moves, 0 to 1.
    ///   - regions: where; normalised.
    package mutating func update(isMoving: Bool, area: Double, regions: [Box], at seconds: Double) -> [Fact] {
        // A camera that gave no pictures for a while ends the motion just as stillness does.
        let facts = calm(at: seconds)
        guard isMoving else { return facts }
        let isNew = open == nil
        var story = open ?? MotionFact(area: area, regions: regions, at: seconds)
        story.seconds = seconds
        story.lastMovedAt = seconds
        story.peakArea = max(story.peakArea, area)
        story.extent = regions.reduce(story.extent) { $0.union($1) }
        story.regions = regions
        open = story
        return isNew ? facts + [.motionStarted(story)] : facts
    }

    /// Ends what is open, because the camera or the daemon stops.
    package mutating func finish(at seconds: Double, reason: EndReason) -> [Fact] {
        open.map { end($0, at: seconds, reason) } ?? []
    }

    private mutating func calm(at seconds: Double) -> [Fact] {
        guard let story = open, seconds - story.lastMovedAt >= options.holdOff else { return [] }
        return end(story, at: seconds, .calm)
    }

    private mutating func end(_ story: MotionFact, at seconds: Double, _ reason: EndReason) -> [Fact] {
        open = nil
        var last = story
        last.seconds = seconds
        last.regions = []
        return [.motionEnded(last, reason: reason)]
    }
}

extension MotionFact {
    fileprivate init(area: Double, regions: [Box], at seconds: Double) {
        self.init(
            seconds: seconds, startedAt: seconds, lastMovedAt: seconds, peakArea: area,
            extent: regions.first ?? .whole, regions: regions)
    }
}
