/// Finds the change of light that explains how a picture differs from its background: automatic exposure, a cloud, a
/// lamp's flicker.
///
/// Such a change maps grey levels to grey levels, the brighter to the brighter, wherever they are; things that move do
/// not. So the median change is taken a band of 16 levels, and believed where it is monotonous and leaves less than half
/// of the changed pixels unexplained.
final class Relighting {
    /// Where the background's grey levels went; valid after ``explain`` returned true.
    private(set) var table = [UInt8](repeating: 0, count: 256)

    private static let bands = 16

    /// Every seventh pixel is asked: enough for medians, and no width of a usual picture divides by it.
    private static let step = 7

    /// A band with fewer votes takes its neighbours' word.
    private static let quorum = 24

    private var votes = [UInt16](repeating: 0, count: bands * 512)
    private var levelSums = [Int](repeating: 0, count: bands)

    /// Where each band that spoke was, and where it went: mean background level and median shift.
    private var nodes: [(level: Double, shift: Double)] = []

    init() { nodes.reserveCapacity(Self.bands) }

    /// - Parameters:
    ///   - tolerance: grey levels by which a pixel may differ and still count as unchanged.
    /// - Returns: whether a change of light explains most of the difference.
    func explain(
        _ luma: UnsafePointer<UInt8>, against background: UnsafePointer<UInt8>, watched: UnsafePointer<UInt8>,
        count: Int, tolerance: Int
    ) -> Bool {
        collect(luma, background, watched, count)
        elect()
        guard !nodes.isEmpty else { return false }
        fillTable()
        guard isMonotonous else { return false }
        var before = 0
        var after = 0
        for i in stride(from: 0, to: count, by: Self.step) where watched[i] != 0 {
            if abs(Int(luma[i]) - Int(background[i])) > tolerance { before += 1 }
            if abs(Int(luma[i]) - Int(table[Int(background[i])])) > tolerance { after += 1 }
        }
        return after * 2 < before
    }

    private func collect(
        _ luma: UnsafePointer<UInt8>, _ background: UnsafePointer<UInt8>, _ watched: UnsafePointer<UInt8>, _ count: Int
    ) {
        for i in votes.indices { votes[i] = 0 }
        for band in levelSums.indices { levelSums[band] = 0 }
        for i in stride(from: 0, to: count, by: Self.step) where watched[i] != 0 {
            let level = Int(background[i])
            votes[level / 16 * 512 + Int(luma[i]) - level + 256] &+= 1
            levelSums[level / 16] += level
        }
    }

    private func elect() {
        nodes.removeAll(keepingCapacity: true)
        for band in 0..<Self.bands {
            let range = band * 512..<(band + 1) * 512
            var total = 0
            for i in range { total += Int(votes[i]) }
            guard total >= Self.quorum else { continue }
            nodes.append((Double(levelSums[band]) / Double(total), median(range, of: total)))
        }
    }

    /// Between two whole shifts as the votes divide: a dimming by half a level a frame must not be lost to rounding.
    private func median(_ range: Range<Int>, of total: Int) -> Double {
        var below = 0
        for i in range {
            let here = Int(votes[i])
            if (below + here) * 2 >= total {
                let part = here > 0 ? (Double(total) / 2 - Double(below)) / Double(here) : 0
                return Double(i - range.lowerBound - 256) - 0.5 + part
            }
            below += here
        }
        return 0
    }

    /// Between the nodes the shift is interpolated, outside of them kept, so that the map has no steps.
    private func fillTable() {
        var upper = 0
        for level in 0..<256 {
            while upper < nodes.count && nodes[upper].level < Double(level) { upper += 1 }
            let above = nodes[min(upper, nodes.count - 1)]
            let below = nodes[max(upper - 1, 0)]
            let span = above.level - below.level
            let share = span > 0 ? (Double(level) - below.level) / span : 0
            let shift = below.shift + (above.shift - below.shift) * min(max(share, 0), 1)
            table[level] = UInt8(clamping: level + Int(shift.rounded()))
        }
    }

    private var isMonotonous: Bool {
        for level in 1..<256 where table[level] < table[level - 1] { return false }
        return true
    }
}
