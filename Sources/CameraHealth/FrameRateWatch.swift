/// Compares how many frames come with how many usually do.
///
/// Some cameras send fewer frames while nothing moves, which is no trouble. So rates are compared, and learnt, only in
/// windows in which something moved in at least half of the looks.
struct FrameRateWatch {
    struct Finding: Equatable {
        var rate: Double
        var usual: Double
    }

    /// Frames a second that should come; nil for what is usual.
    private let wanted: Double?
    private var usual = 0.0
    private var windows = 0
    private var start: (seconds: Double, packets: Int)?
    private var (looks, moving) = (0, 0)

    /// Seconds that a rate is measured over.
    static let window = 10.0

    /// Windows after which the usual rate is known: a minute of motion.
    private static let windowsToKnow = 6

    /// Below this share of the usual rate it is a trouble, from that one on it is none.
    static let (slowShare, wellShare) = (0.5, 0.7)

    init(wanted: Double?) {
        self.wanted = wanted
    }

    /// A new connection: counts have a gap.
    mutating func restart() {
        start = nil
    }

    /// What is seen now is what is usual.
    mutating func adopt() {
        windows = 0
    }

    /// - Returns: nil before a window is over, where nothing moved in it, and while the usual rate is not known.
    mutating func look(packets: Int, isMoving: Bool, at seconds: Double) -> Finding? {
        guard let start else {
            begin(seconds, packets)
            return nil
        }
        looks += 1
        moving += isMoving ? 1 : 0
        let passed = seconds - start.seconds
        guard passed >= Self.window else { return nil }
        let rate = Double(packets - start.packets) / passed
        let isTelling = moving * 2 >= looks
        begin(seconds, packets)
        guard isTelling else { return nil }
        if let wanted { return Finding(rate: rate, usual: wanted) }
        let isKnown = windows >= Self.windowsToKnow
        let finding = Finding(rate: rate, usual: usual)
        if !isKnown || rate >= Self.wellShare * usual {
            windows += 1
            usual += (rate - usual) / Double(min(windows, 60))
        }
        return isKnown ? finding : nil
    }

    private mutating func begin(_ seconds: Double, _ packets: Int) {
        start = (seconds, packets)
        (looks, moving) = (0, 0)
    }
}
