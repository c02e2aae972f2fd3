package import Frames
import Synchronization

/// Judges single pictures, some seconds apart, of one connection: whether something moves on them that was not there before.
package protocol FrameJudge: AnyObject {
    func findsMotion(in frame: Frame) -> Bool
}

/// What on-demand decoding of one camera needs besides its stream, and what it knows from one connection to the next.
package final class OnDemandControl: Sendable {
    package let options: OnDemandOptions

    /// The way back from the worker: what the pipeline said of the frames that it was shown.
    package let feedback = FrameFeedback()

    /// Whose turn it is to be audited.
    let turns: AuditTurns

    private let makeJudge: @Sendable () -> any FrameJudge
    private let kept: Mutex<DecodeSupervisor?> = Mutex(nil)

    /// - Parameters:
    ///   - turns: shared by all cameras of the box.
    ///   - makeJudge: called on the camera's thread for each connection.
    package init(
        _ options: OnDemandOptions, turns: AuditTurns = AuditTurns(cores: 1),
        makeJudge: @escaping @Sendable () -> any FrameJudge
    ) {
        self.options = options
        self.turns = turns
        self.makeJudge = makeJudge
    }

    func judge() -> any FrameJudge { makeJudge() }

    /// What was learnt on the last connection, for one that begins now.
    ///
    /// - Parameter mayAudit: whether it is audited at once.
    func supervisor(mayAudit: Bool) -> DecodeSupervisor {
        feedback.clear()
        guard var supervisor = kept.withLock({ $0 }) else { return DecodeSupervisor(options, mayAudit: mayAudit) }
        supervisor.mayAudit = mayAudit
        supervisor.restart(forgetting: false)
        return supervisor
    }

    func keep(_ supervisor: DecodeSupervisor) {
        kept.withLock { $0 = supervisor }
    }
}

/// Verdicts on their way from the worker that has a camera to the camera's thread: bounded, the newest stay.
package final class FrameFeedback: Sendable {
    private static let most = 256
    private let verdicts = Mutex<[FrameVerdict]>([])

    package init() {}

    /// - Parameter verdict: in the frame's own seconds.
    package func tell(_ verdict: FrameVerdict) {
        verdicts.withLock { verdicts in
            if verdicts.count >= Self.most { verdicts.removeFirst(Self.most / 2) }
            verdicts.append(verdict)
        }
    }

    func take() -> [FrameVerdict] {
        verdicts.withLock { verdicts in
            guard !verdicts.isEmpty else { return [] }
            defer { verdicts = [] }
            return verdicts
        }
    }

    func clear() { verdicts.withLock { $0 = [] } }
}
