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
    private var shifts = [Int](repeating: 0, count: bands)

    /// - Parameters:
    ///   - tolerance: grey levels by which a pixel may differ and still count as unchanged.
    /// - Returns: whether a change of light explains most of the difference.
    func explain(
        _ luma: UnsafePointer<UInt8>, against background: UnsafePointer<UInt8>, watched: UnsafePointer<UInt8>,
        count: Int, tolerance: Int
    ) -> Bool {
        collect(luma, background, watched, count)
        guard electShifts() else { return false }
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
        for i in stride(from: 0, to: count, by: Self.step) where watched[i] != 0 {
            let shift = Int(luma[i]) - Int(background[i]) + 256
            votes[Int(background[i] >> 4) * 512 + shift] &+= 1
        }
    }

    /// The median shift of each band; silent bands follow the nearest one below, or else above, that spoke.
    private func electShifts() -> Bool {
        var last: Int?
        for band in 0..<Self.bands {
            guard let shift = median(of: band) else {
                shifts[band] = last ?? 0
                continue
            }
            if last == nil { for below in 0..<band { shifts[below] = shift } }
            shifts[band] = shift
            last = shift
        }
        return last != nil
    }

    private func median(of band: Int) -> Int? {
        let range = band * 512..<(band + 1) * 512
        var total = 0
        for i in range { total += Int(votes[i]) }
        guard total >= Self.quorum else { return nil }
        var seen = 0
        for i in range {
            seen += Int(votes[i])
            if seen * 2 >= total { return i - band * 512 - 256 }
        }
        return nil
    }

    /// Between the bands' middles the shift is interpolated, so that the map has no steps.
    private func fillTable() {
        for level in 0..<256 {
            let position = level - 8
            let lower = max(0, position >> 4)
            let upper = min(Self.bands - 1, lower + 1)
            let share = max(0, position - lower * 16)
            let shift = shifts[lower] + (shifts[upper] - shifts[lower]) * share / 16
            table[level] = UInt8(clamping: level + shift)
        }
    }

    private var isMonotonous: Bool {
        for level in 1..<256 where table[level] < table[level - 1] { return false }
        return true
    }
}
