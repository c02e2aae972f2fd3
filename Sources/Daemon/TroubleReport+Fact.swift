import CameraHealth
import Events

extension TroubleReport.Evidence {
    init(_ evidence: CameraHealth.Evidence) {
        self.init(
            measure: evidence.measure, value: evidence.value, reference: evidence.reference, limit: evidence.limit,
            also: evidence.also)
    }
}

extension TroubleReport.Trouble {
    init(_ trouble: CameraHealth.Trouble) {
        self =
            switch trouble {
            case .frozen: .frozen
            case .covered: .covered
            case .defocused: .defocused
            case .moved: .moved
            case .dark: .dark
            case .slow: .slow
            case .clockDrift: .clockDrift
            }
    }
}

extension TroubleReport.Ending {
    init(_ ending: TroubleFact.Ending) {
        self =
            switch ending {
            case .recovered: .recovered
            case .adopted: .adopted
            case .stopped: .stopped
            }
    }
}
