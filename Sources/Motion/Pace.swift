import CKernels
import Seeds

/// Turns seconds into the whole steps that the background model counts in, so that it learns as fast at 5 frames a
/// second as at 30.
struct Pace {
    struct Step {
        var chance: UInt8
        var calm: UInt8
        var ticks: UInt8
        var fade: UInt8
        var settledAfter: UInt8
    }

    /// Seconds for which a sample lives on average: long enough that a person who walks towards the camera stays
    /// foreground, short enough for dusk and shadows that wander.
    private static let sampleLife = 6.0

    /// A cell's tolerance sinks by two grey levels a second of calm.
    private static let calmPerSecond = 8.0

    /// Absorbing takes this many ticks, which leaves room in a byte.
    private static let ticksToAbsorb = 200.0

    /// What a leaf that swings shows a third of the time adds up to a place in the background; what a passer-by shows does
    /// not, since the memory of it fades at a quarter of the rate at which it grew.
    private static let fading = 0.25

    /// Something large that keeps perfectly still is a lamp's light or a moved camera, not a visitor.
    private static let (largeShare, absorbLargeAfter) = (0.15, 2.0)

    /// Seconds for which a cell may keep its value before it no longer counts as moving.
    static let restAfter = 3.0

    /// In ticks.
    var restingAfter: UInt8 { inTicks(Self.restAfter) }

    private func inTicks(_ seconds: Double) -> UInt8 {
        UInt8(min(max(seconds / absorbAfter * Self.ticksToAbsorb, 1), 255))
    }

    /// Samples plane that the frame is learnt into.
    private(set) var slot = 0

    private let absorbAfter: Double
    private var known = 0.0
    private var frames = 0
    private var calm = 0.0
    private var ticks = 0.0
    private var fade = 0.0

    init(absorbAfter: Double) { self.absorbAfter = max(absorbAfter, 0.1) }

    mutating func restart() {
        known = 0
        frames = 0
    }

    mutating func advance(by elapsed: Double, share: Double, random: inout SplitMix64) -> Step {
        known += elapsed
        frames += 1
        slot = Int(random.next() % UInt64(MOTION_SAMPLES))
        // What was not seen is no proof of calm: a keyframe that differs a little from the pictures before it would be motion.
        calm += min(elapsed, 1) * Self.calmPerSecond
        ticks += elapsed * Self.ticksToAbsorb / absorbAfter
        fade += elapsed * Self.ticksToAbsorb / absorbAfter * Self.fading
        let step = Step(
            chance: chance(elapsed, &random), calm: UInt8(clamping: Int(calm)), ticks: UInt8(clamping: Int(ticks)),
            fade: UInt8(clamping: Int(fade)), settledAfter: inTicks(absorption(share)))
        calm -= calm.rounded(.down)
        ticks -= ticks.rounded(.down)
        fade -= fade.rounded(.down)
        return step
    }

    /// Of 256. The fraction is drawn for, so that slow learning is not rounded to none; a young model learns fast.
    private func chance(_ elapsed: Double, _ random: inout SplitMix64) -> UInt8 {
        let share = max(elapsed * Double(MOTION_SAMPLES) / Self.sampleLife, 1 / Double(frames + 1))
        let draw = Double(random.next() >> 11) / Double(1 << 53)
        return UInt8(min(share * 256 + draw, 255))
    }

    /// A young model trusts nothing it saw for long: what stood in the way when it began is gone in as much time as it
    /// stood there.
    private func absorption(_ share: Double) -> Double {
        let usual = share > Self.largeShare ? min(Self.absorbLargeAfter, absorbAfter) : absorbAfter
        return min(usual, max(known / 2, 0.6))
    }
}
