/// Tells a frozen picture from a still one.
///
/// A sensor's noise makes every picture a new one, and each keyframe codes it anew: what is seen after a keyframe was never
/// seen before it. Between keyframes an encoder may well repeat a still picture to the bit for as long as it likes (skipped
/// blocks; "smart" codecs with keyframes minutes apart), so only a picture that comes again *across a keyframe* is
/// evidence, and it must do so across two. Tiles are judged one by one, since a clock may run on in a frozen picture.
struct RepeatWatch {
    /// What of one look has been seen before.
    struct Finding: Equatable {
        /// The share of tiles that were the same before an earlier keyframe.
        var recurring: Double

        /// The share of tiles that were the same before, wherever.
        var repeated: Double

        /// How many keyframes the run of recurring pictures has come across by now.
        var keyframes: Int
    }

    private struct Memory {
        var print: UInt64
        var group: Int
    }

    /// The last different pictures of each tile, tile by tile.
    private var memories = [Memory](
        repeating: Memory(print: 0, group: .max), count: PictureGrid.tileCount * depth)
    private var next = [Int](repeating: 0, count: PictureGrid.tileCount)
    private var keyframes = 0
    private var lastGroup = 0

    /// A clip that plays in a loop repeats itself, too: this few pictures, and it has to be a very short one.
    private static let depth = 12

    /// Where pixels are clipped, noise is, too: such tiles say nothing.
    private static let telling: ClosedRange<Float> = 12...243
    private static let tilesToJudge = 6

    /// From this share of tiles on the picture counts as seen before.
    static let frozenShare = 0.9

    /// - Parameter group: counts keyframes; the same for all pictures from one to the next.
    /// - Returns: nil where too few tiles say anything.
    mutating func look(_ grid: PictureGrid, group: Int) -> Finding? {
        var (judged, recurring, repeated) = (0, 0, 0)
        for tile in 0..<PictureGrid.tileCount {
            let seen = recall(grid.prints[tile], tile, group)
            guard Self.telling.contains(grid.tileLevels[tile]) else { continue }
            judged += 1
            recurring += seen == .acrossKeyframe ? 1 : 0
            repeated += seen != .never ? 1 : 0
        }
        guard judged >= Self.tilesToJudge else { return nil }
        var finding = Finding(
            recurring: Double(recurring) / Double(judged), repeated: Double(repeated) / Double(judged), keyframes: 0)
        count(finding, group)
        finding.keyframes = keyframes
        return finding
    }

    private mutating func count(_ finding: Finding, _ group: Int) {
        if finding.recurring >= Self.frozenShare {
            keyframes += group != lastGroup ? 1 : 0
            lastGroup = group
        } else if finding.repeated < Self.frozenShare {
            (keyframes, lastGroup) = (0, 0)
        }
    }

    private enum Seen { case never, sinceKeyframe, acrossKeyframe }

    private mutating func recall(_ print: UInt64, _ tile: Int, _ group: Int) -> Seen {
        let first = tile * Self.depth
        for index in first..<first + Self.depth
        where memories[index].print == print && memories[index].group != .max {
            return memories[index].group < group ? .acrossKeyframe : .sinceKeyframe
        }
        memories[first + next[tile]] = Memory(print: print, group: group)
        next[tile] = (next[tile] + 1) % Self.depth
        return .never
    }
}
