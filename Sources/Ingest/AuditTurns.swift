import Synchronization

/// Lets cameras that are decoded on demand be audited one after another: an audit decodes everything, and where all cameras of a
/// box began with one at the same moment, there would be more to do than it can.
///
/// What is under way at a time is bounded by its pixels a second, for which decoding's time is a measure; one audit may always be.
package final class AuditTurns: Sendable {
    /// Pixels a second for each core: three cameras of 1080p at 15 frames a second, which take a sixth of a fast core and half of a
    /// slow one.
    package static let pixelRateOfCore = 100e6

    private let most: Double
    private let taken = Mutex(0.0)

    package init(cores: Int) {
        most = Double(max(cores, 1)) * Self.pixelRateOfCore
    }

    /// A turn, given back once nobody holds it any more; nil while too many others have theirs.
    package func take(pixelRate: Double) -> Turn? {
        let isGranted = taken.withLock { taken in
            guard taken == 0 || taken + pixelRate <= most else { return false }
            taken += pixelRate
            return true
        }
        return isGranted ? Turn(pixelRate: pixelRate, of: self) : nil
    }

    package final class Turn: Sendable {
        private let pixelRate: Double
        private let turns: AuditTurns

        fileprivate init(pixelRate: Double, of turns: AuditTurns) {
            self.pixelRate = pixelRate
            self.turns = turns
        }

        deinit { turns.taken.withLock { $0 = max(0, $0 - pixelRate) } }
    }
}
