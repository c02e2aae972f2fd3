import CFFmpeg
import Glibc
import Synchronization

/// The deadline of the FFmpeg call that is under way, which FFmpeg asks for again and again while it blocks
/// (`AVIOInterruptCB`, about every 100 ms while it waits for a peer).
///
/// A call ends at its deadline or when its camera is stopped, whichever comes first; closing ends at its deadline only,
/// so that a stopped camera still takes leave of its peer (RTSP `TEARDOWN`).
final class Interrupt: Sendable {
    private let stop: StopToken
    private let due = Atomic(Int64.max)
    private let allowance = Atomic(Int64.max)
    private let isClosing = Atomic(false)

    init(stop: StopToken) {
        self.stop = stop
    }

    /// Gives what follows `duration`, until the next call of a method.
    func arm(_ duration: Duration) {
        let duration = min(duration, Self.longest)
        allowance.store(milliseconds(duration), ordering: .relaxed)
        due.store(Self.now + milliseconds(duration), ordering: .relaxed)
    }

    func armClosing(_ duration: Duration) {
        isClosing.store(true, ordering: .relaxed)
        arm(duration)
    }

    /// How long the call may take.
    var allowed: Duration { .milliseconds(allowance.load(ordering: .relaxed)) }

    var isOverdue: Bool { Self.now >= due.load(ordering: .relaxed) }

    var isStopped: Bool { !isClosing.load(ordering: .relaxed) && stop.isStopped }

    var mustEnd: Bool { isStopped || isOverdue }

    /// For `AVFormatContext.interrupt_callback`. The interrupt must outlive the context.
    var callback: AVIOInterruptCB {
        unsafe AVIOInterruptCB(
            callback: { opaque in
                guard let opaque = unsafe opaque else { return 0 }
                return unsafe Unmanaged<Interrupt>.fromOpaque(opaque).takeUnretainedValue().mustEnd ? 1 : 0
            },
            opaque: Unmanaged.passUnretained(self).toOpaque())
    }

    private static let longest = Duration.seconds(365 * 86_400)

    /// In milliseconds, as of the kernel's last tick: FFmpeg asks some ten times a packet, and a tick more or less is
    /// nothing to a deadline.
    private static var now: Int64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC_COARSE, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }

    private func milliseconds(_ duration: Duration) -> Int64 {
        let (seconds, attoseconds) = duration.components
        return seconds * 1000 + attoseconds / 1_000_000_000_000_000
    }
}
