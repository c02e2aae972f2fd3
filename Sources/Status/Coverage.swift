/// For how long a camera was watched and how: what "no event" is worth.
///
/// Every moment is in exactly one of ``decoded``, ``skipped``, ``dropped`` and ``blind``; their sum is ``span``.
/// ``connected`` is the span but for the time without a connection: the first three, and the silent part of ``blind``.
/// ``inferred`` is a part of ``decoded``.
package struct Coverage: Equatable, Sendable {
    /// With a connection that has given a frame at least.
    package var connected = Duration.zero

    /// Shown to the motion gate, or passed over since `detect.fps` asks for fewer frames.
    package var decoded = Duration.zero

    /// Left undecoded on purpose, by the decode policy.
    package var skipped = Duration.zero

    /// Lost: damaged, undecodable, or pushed out of the ring before a worker came for it.
    package var dropped = Duration.zero

    /// Shown to the detector.
    package var inferred = Duration.zero

    /// Nobody watched: no connection, or one that gave no frames.
    package var blind = Duration.zero

    package init() {}

    /// All of it.
    package var span: Duration { decoded + skipped + dropped + blind }

    package static func + (left: Coverage, right: Coverage) -> Coverage {
        var sum = left
        sum.connected += right.connected
        sum.decoded += right.decoded
        sum.skipped += right.skipped
        sum.dropped += right.dropped
        sum.inferred += right.inferred
        sum.blind += right.blind
        return sum
    }
}
