import Synchronization

/// What one camera's pipeline has done since the daemon started.
///
/// Every decoded frame ends in exactly one of the counts below it, so that they add up: a frame is passed over by
/// the rate, dropped, turned away by the gate, or looked at by the detector.
package struct CameraCounts: Equatable, Sendable {
    /// Frames that the decoder handed out.
    package var decoded = 0

    /// Frames not looked at because `detect.fps` asks for fewer than the camera sends.
    package var passedOver = 0

    /// Packets that the decode policy left undecoded: nothing moved in them.
    package var skipped = 0

    /// Seconds of footage that went to the decoder, that the decode policy skipped, and that were decoded only to audit it.
    package var decodedSeconds = 0.0
    package var skippedSeconds = 0.0
    package var auditedSeconds = 0.0

    /// Events of motion that began while the decode policy was audited, and those among them that it would have missed.
    package var auditedMotions = 0
    package var missedMotions = 0

    /// Frames, or packets before decoding, that were lost, by cause.
    package var dropped: [String: Int] = [:]

    /// Frames in which the motion gate saw nothing worth a detector's time.
    package var gated = 0

    /// Frames that the detector looked at, whole or in regions.
    package var inferred = 0

    /// Times that the detector ran: a frame with three regions counts three.
    package var inferences = 0

    /// Objects that were told of.
    package var objects = 0

    /// Events that were handed to the outbox.
    package var events = 0

    /// Times that the camera was reached and a first frame came.
    package var connections = 0

    /// Packets that the camera sent, and their bytes.
    package var packets = 0
    package var bytes = 0

    /// Seconds of footage decoded, by the camera's own clock.
    package var streamSeconds = 0.0

    /// For how long it was watched, and how.
    package var coverage = Coverage()

    package init() {}

    /// All drops, of every cause.
    package var allDropped: Int { dropped.values.reduce(0, +) }

    package static func + (left: CameraCounts, right: CameraCounts) -> CameraCounts {
        var sum = left
        sum.decoded += right.decoded
        sum.passedOver += right.passedOver
        sum.skipped += right.skipped
        sum.decodedSeconds += right.decodedSeconds
        sum.skippedSeconds += right.skippedSeconds
        sum.auditedSeconds += right.auditedSeconds
        sum.auditedMotions += right.auditedMotions
        sum.missedMotions += right.missedMotions
        sum.dropped.merge(right.dropped, uniquingKeysWith: +)
        sum.gated += right.gated
        sum.inferred += right.inferred
        sum.inferences += right.inferences
        sum.objects += right.objects
        sum.events += right.events
        sum.connections += right.connections
        sum.packets += right.packets
        sum.bytes += right.bytes
        sum.streamSeconds += right.streamSeconds
        sum.coverage = sum.coverage + right.coverage
        return sum
    }
}

/// The counts of one camera, written by its thread and by the worker that has it, read by anyone.
package final class CameraActivity: Sendable {
    package let camera: String
    private let counts = Mutex(CameraCounts())

    private let troubles = Mutex<[String: Bool]>([:])

    package init(camera: String) {
        self.camera = camera
    }

    package func count(_ change: (inout CameraCounts) -> Void) {
        counts.withLock { change(&$0) }
    }

    /// - Parameter troubles: of each trouble that is looked for, such as `covered`: whether the camera is in it now.
    package func note(troubles: [String: Bool]) {
        self.troubles.withLock { $0 = troubles }
    }

    package var troublesNow: [String: Bool] { troubles.withLock { $0 } }

    package var now: CameraCounts {
        counts.withLock { $0 }
    }
}
