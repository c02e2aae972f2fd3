import Events
import Ingest

extension DecodeReport {
    init(_ change: DecodeChange) {
        self.init(
            policy: change.isOnDemand ? .onDemand : .everyFrame, reason: Reason(change.reason), motions: change.motions,
            recall: change.recall, retrySeconds: change.retry)
    }
}

extension DecodeReport.Reason {
    fileprivate init(_ reason: DecodeChange.Reason) {
        switch reason {
        case .recall: self = .recall
        case .keyframes: self = .keyframes
        case .noGain: self = .noGain
        case .recovered: self = .recovered
        }
    }
}
