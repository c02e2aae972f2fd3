/// When the detector must look, whatever moves: decided by times alone, apart from all pixels.
struct Attention {
    /// What happened to the background model in a frame.
    enum Upheaval {
        case started
        case changedEverywhere
    }

    /// Seconds for which every frame passes after the background was learnt anew: exposure and white balance settle, and
    /// what stood in the first picture and moves leaves its ghost.
    static let settling = 1.0

    let longestStill: Double
    private var open: (until: Double, why: MotionVerdict.Reason)?
    private var lastWhole = -Double.infinity

    init(longestStill: Double) { self.longestStill = longestStill }

    mutating func decide(at seconds: Double, upheaval: Upheaval?, isMoving: Bool) -> MotionVerdict.Reason {
        switch upheaval {
        case .started: open = (seconds + Self.settling, .warmingUp)
        case .changedEverywhere: open = (seconds + Self.settling, .globalChange)
        case nil: break
        }
        let reason = reason(at: seconds, isMoving: isMoving)
        if reason != .still && reason != .moving { lastWhole = seconds }
        return reason
    }

    func sinceWhole(at seconds: Double) -> Double { max(0, seconds - lastWhole) }

    private mutating func reason(at seconds: Double, isMoving: Bool) -> MotionVerdict.Reason {
        if let open, seconds < open.until { return open.why }
        open = nil
        if sinceWhole(at: seconds) >= longestStill { return .forced }
        return isMoving ? .moving : .still
    }
}
