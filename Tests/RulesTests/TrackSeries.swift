import Geometry
import TestSupport
import Tracking

/// Tracks made by hand, so that rules are tested apart from the tracker.
struct TrackSeries {
    var track: Track

    init(id: Int, label: String = "person", score: Double = 0.8, box: Box, at seconds: Double) {
        track = Track(id: id, first: Observation(box: box, label: label, score: score), index: 0, at: seconds)
        track.state = .confirmed
        track.confirmedAt = seconds
    }

    /// Seen at `box`; it moves, unless told to rest.
    mutating func see(_ box: Box, at seconds: Double, rests: Bool = false) -> Track {
        track.state = .confirmed
        track.box = box
        track.lastSeen = seconds
        track.observation = 0
        track.observations += 1
        if !rests { track.restingSince = seconds }
        return track
    }

    mutating func lose() -> Track {
        track.state = .lost
        track.observation = nil
        return track
    }

    mutating func end(_ ending: Track.Ending = .lost) -> Track {
        track.state = .ended(ending)
        track.observation = nil
        return track
    }
}

extension Box {
    /// A box around a foot point.
    static func standing(_ x: Double, _ y: Double, width: Double = 0.04, height: Double = 0.15) -> Box {
        Box(left: x - width / 2, top: y - height, right: x + width / 2, bottom: y)
    }
}
