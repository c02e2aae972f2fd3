import Geometry

/// Since when an object has stayed where it is. Neither the shaking of its box nor somebody who walks past it for a moment
/// makes it a moving one: its box has to stay away from its place for a while.
struct RestingPlace: Hashable, Sendable {
    private let first: Box
    private var place: Box
    private var awaySince: Double?
    private(set) var since: Double
    /// Whether it was ever clearly elsewhere than where it started.
    private(set) var hasMoved = false

    init(box: Box, at seconds: Double) {
        first = box
        place = box
        since = seconds
    }

    /// Whether it has been in its place for `seconds` or longer, and is in it now.
    func isResting(for seconds: Double, at now: Double) -> Bool { awaySince == nil && now - since >= seconds }

    mutating func update(_ box: Box, at seconds: Double, options: Tracker.Options) {
        if box.overlap(first) < options.movedOverlap { hasMoved = true }
        guard box.overlap(place) < options.restOverlap else {
            awaySince = nil
            return
        }
        let left = awaySince ?? seconds
        awaySince = left
        guard seconds - left >= options.leaveAfter else { return }
        place = box
        since = seconds
        awaySince = nil
    }
}
