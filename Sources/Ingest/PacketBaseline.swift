import Glibc

/// How large a camera's packets are while nothing moves: by kind, and by how far behind its keyframe each comes.
///
/// After a keyframe an encoder's pictures shrink over some frames until only noise is left to code; so a packet is compared
/// with those at the same place of earlier GOPs. Places are told apart one by one at first, then in ranges that double: 0,
/// 1, … 7, 8–11, 12–15, 16–23, 24–31, and so on. Sizes are logarithms, so that twice as large means the same everywhere.
///
/// A level is a mean and a mean absolute deviation, both averaged exponentially over about fifty packets.
package struct PacketBaseline: Hashable, Sendable {
    /// Where packets are compared: a kind and a place in the GOP.
    package struct Place: Hashable, Sendable {
        fileprivate let index: Int

        /// - Parameter distance: packets since the keyframe; 0 for the keyframe.
        package init(_ kind: PacketKind, distance: Int) {
            index = kind.rawValue * Self.ranges + Self.range(of: max(0, distance))
        }

        fileprivate static let ranges = 26
        fileprivate static let count = ranges * PacketKind.allCases.count

        private static func range(of distance: Int) -> Int {
            guard distance >= 8 else { return distance }
            let octave = Int.bitWidth - 1 - distance.leadingZeroBitCount
            let half = distance >> (octave - 1) & 1
            return min(8 + 2 * (octave - 3) + half, ranges - 1)
        }
    }

    /// Fewer packets than this say nothing about what is usual.
    private static let quorum = 3

    /// The share of a new packet in its level, once that is no longer young.
    private static let gain = 0.02

    /// Sizes that deviate by less than an eighth are usual whatever the past says.
    private static let leastSpread = 0.12

    private struct Level: Hashable, Sendable {
        var count = 0
        var mean = 0.0
        var spread = 0.3
    }

    private var levels = [Level](repeating: Level(), count: Place.count)

    package init() {}

    /// By how many usual deviations a packet is larger than usual, negative where smaller; 0 where nothing is known yet.
    package func deviation(bytes: Int, at place: Place) -> Double {
        let level = levels[place.index]
        guard level.count >= Self.quorum else { return 0 }
        // A normal distribution's standard deviation is 1.25 times its mean absolute deviation.
        return (Self.size(bytes) - level.mean) / max(1.25 * level.spread, Self.leastSpread)
    }

    /// Takes a packet of a picture in which nothing moved.
    package mutating func learn(bytes: Int, at place: Place) {
        let size = Self.size(bytes)
        var level = levels[place.index]
        level.count = min(level.count + 1, 1_000_000)
        if level.count == 1 {
            level.mean = size
        } else {
            let gain = max(1 / Double(level.count), Self.gain)
            let distance = abs(size - level.mean)
            level.mean += gain * (size - level.mean)
            level.spread += gain * (distance - level.spread)
        }
        levels[place.index] = level
    }

    /// A skipped picture takes some tens of bytes, by the encoder's whim.
    private static func size(_ bytes: Int) -> Double { log(Double(max(bytes, 64))) }
}
