import CKernels
import Geometry
import Seeds

/// What each cell of a small grey picture usually looks like: eight samples of its past, in the manner of ViBe, with a
/// tolerance that grows where a cell flickers by itself.
///
/// All memory is allocated once: about 22 bytes a cell, and as much address space again for the worst picture's runs.
final class BackgroundModel {
    let width: Int
    let height: Int
    let count: Int

    /// Grey levels that a calm cell may leave its background by.
    let tolerance: UInt8

    /// How many of the cells are not masked.
    let watchedCount: Int

    /// Strong cells of the frame: those beyond their tolerance.
    private(set) var changed = 0

    private let planes: UnsafeMutablePointer<UInt8>
    private let sums: UnsafeMutablePointer<UInt16>
    let runs: UnsafeMutablePointer<motion_run>
    private var pace: Pace
    private var random = SplitMix64(seed: 0x7665_6465_7474_6521)
    private let relighting = Relighting()

    /// The planes in memory, each of `count` bytes.
    private enum Layout: Int {
        case samples = 0
        case restless = 8
        case candidate, age, history, luma, distance, weak, strong, fresh, mask, near, filtered, watched
        case random
    }

    /// The draw of each cell begins somewhere in this many more random bytes, so that no two frames draw alike.
    private static let spareRandom = 4096

    init(width: Int, height: Int, factor: Int, tolerance: UInt8, absorbAfter: Double, masks: [Polygon]) {
        self.width = width
        self.height = height
        self.tolerance = tolerance
        count = width * height
        pace = Pace(absorbAfter: absorbAfter)
        let bytes = (Layout.random.rawValue + 1) * count + Self.spareRandom
        planes = .allocate(capacity: bytes)
        planes.initialize(repeating: 0, count: bytes)
        sums = .allocate(capacity: width * factor + 4)
        sums.initialize(repeating: 0, count: width * factor + 4)
        runs = .allocate(capacity: height * (width / 2 + 1))
        let watched = planes + Layout.watched.rawValue * count
        watchedCount = Self.rasterise(masks, width: width, height: height, watched: watched)
        let draws = planes + Layout.random.rawValue * count
        for i in 0..<count + Self.spareRandom { draws[i] = UInt8(truncatingIfNeeded: random.next()) }
    }

    deinit {
        planes.deallocate()
        sums.deallocate()
        runs.deallocate()
    }

    private func plane(_ which: Layout) -> UnsafeMutablePointer<UInt8> { planes + which.rawValue * count }

    var mask: UnsafeMutablePointer<UInt8> { plane(.mask) }
    var strong: UnsafeMutablePointer<UInt8> { plane(.strong) }

    private var memory: motion_memory {
        motion_memory(
            restless: plane(.restless), candidate: plane(.candidate), age: plane(.age), history: plane(.history))
    }

    /// A cell is masked where its centre lies in any of the polygons.
    ///
    /// - Returns: how many cells are not.
    private static func rasterise(
        _ masks: [Polygon], width: Int, height: Int, watched: UnsafeMutablePointer<UInt8>
    ) -> Int {
        var total = 0
        for y in 0..<height {
            for x in 0..<width {
                let centre = Point(x: (Double(x) + 0.5) / Double(width), y: (Double(y) + 0.5) / Double(height))
                let isMasked = masks.contains { $0.contains(centre) }
                watched[y * width + x] = isMasked ? 0 : 1
                total += isMasked ? 0 : 1
            }
        }
        return total
    }

    /// Takes a picture in, scaled down.
    func take(_ luma: UnsafePointer<UInt8>, stride: Int, factor: Int) {
        motion_shrink(luma, stride, width, height, factor, sums, plane(.luma))
    }

    /// Begins anew with the picture that was taken as the background: a cell's samples are itself and seven of its
    /// neighbours.
    func seed() {
        pace.restart()
        for cleared in [Layout.restless, .age, .history, .strong, .mask] {
            plane(cleared).update(repeating: 0, count: count)
        }
        plane(.candidate).update(from: plane(.luma), count: count)
        plane(.samples).update(from: plane(.luma), count: count)
        let neighbours = [(-1, -1), (0, -1), (1, -1), (-1, 0), (1, 0), (-1, 1), (0, 1)]
        for (k, (dx, dy)) in neighbours.enumerated() {
            shift(plane(.luma), by: dx, dy, into: planes + (k + 1) * count)
        }
    }

    private func shift(
        _ picture: UnsafePointer<UInt8>, by dx: Int, _ dy: Int, into shifted: UnsafeMutablePointer<UInt8>
    ) {
        for y in 0..<height {
            let row = picture + min(max(y + dy, 0), height - 1) * width
            for x in 0..<width { shifted[y * width + x] = row[min(max(x + dx, 0), width - 1)] }
        }
    }

    /// Compares the picture with the background.
    func compare() {
        changed = motion_classify(
            plane(.luma), planes, plane(.restless), plane(.watched), count, tolerance,
            plane(.distance), plane(.weak), plane(.strong))
    }

    /// Moves the whole background to the picture's light, where a change of light explains the difference.
    ///
    /// - Returns: whether it did; the picture is to be compared again then.
    func relight() -> Bool {
        let background = planes + pace.slot * count
        let explains = relighting.explain(
            plane(.luma), against: background, watched: plane(.watched), count: count, tolerance: Int(tolerance))
        guard explains else { return false }
        motion_map(relighting.table, planes, count * Int(MOTION_SAMPLES))
        motion_map(relighting.table, plane(.candidate), count)
        return true
    }

    /// Finds connected things in the compared picture, drops specks, fills small holes, and leaves them in ``mask``.
    ///
    /// - Parameter visit: called for each thing; returns whether it stays.
    func findThings(_ visit: (motion_run) -> Bool) {
        let scratch = UnsafeMutableRawPointer(sums).assumingMemoryBound(to: UInt8.self)
        motion_rank(plane(.weak), width, height, UInt8(MOTION_MAJORITY), scratch, plane(.filtered))
        var memory = memory
        motion_fresh(plane(.luma), plane(.strong), &memory, pace.restingAfter, count, plane(.fresh))
        let found = motion_find_runs(plane(.filtered), width, height, 1, runs)
        motion_count_runs(plane(.strong), plane(.fresh), width, runs, found)
        motion_join_runs(runs, found, 1)
        mask.update(repeating: 0, count: count)
        for i in 0..<found where runs[i].root == i && !visit(runs[i]) { runs[i].area = 0 }
        for i in 0..<found where runs[Int(runs[i].root)].area > 0 { paint(runs[i]) }
        if found > 0 { fillHoles() }
        motion_rank(mask, width, height, 1, scratch, plane(.near))
    }

    private func paint(_ run: motion_run) {
        let start = mask + Int(run.row) * width + Int(run.begin)
        start.update(repeating: 1, count: Int(run.end - run.begin))
    }

    /// A windscreen or a grey coat leaves a hole; one of up to 1/512 of the picture belongs to the thing around it.
    private func fillHoles() {
        let found = motion_find_runs(mask, width, height, 0, runs)
        motion_join_runs(runs, found, 0)
        for i in 0..<found where isHole(runs[Int(runs[i].root)]) { paint(runs[i]) }
    }

    private func isHole(_ gap: motion_run) -> Bool {
        Int(gap.area) * 512 <= count && gap.left > 0 && gap.top > 0 && gap.right < width
            && gap.bottom < height
    }

    /// The mean step, in grey levels, from a thing's outermost cells to those two cells further out: in the picture, and in the
    /// background, of which one sample is taken, as noisy as the picture. Two cells, since a mask's border is right to one.
    func outline(of thing: motion_run) -> (now: Double, before: Double) {
        let (luma, background) = (plane(.luma), planes)
        var (steps, now, before) = (0, 0, 0)
        for y in max(Int(thing.top), 2)..<max(min(Int(thing.bottom), height - 2), 2) {
            for x in max(Int(thing.left), 2)..<max(min(Int(thing.right), width - 2), 2)
            where mask[y * width + x] != 0 {
                let cell = y * width + x
                for further in [cell - 2, cell + 2, cell - 2 * width, cell + 2 * width]
                where mask[further] == 0 {
                    steps += 1
                    now += abs(Int(luma[cell]) - Int(luma[further]))
                    before += abs(Int(background[cell]) - Int(background[further]))
                }
            }
        }
        return steps > 0 ? (Double(now) / Double(steps), Double(before) / Double(steps)) : (0, 0)
    }

    /// Learns the frame that was compared and searched.
    ///
    /// - Parameter share: how much of the picture is not background; the more, the sooner what keeps still is absorbed.
    func learn(elapsed: Double, share: Double) {
        let step = pace.advance(by: elapsed, share: share, random: &random)
        var found = motion_findings(
            luma: plane(.luma), distance: plane(.distance), weak: plane(.weak), strong: plane(.strong),
            mask: plane(.mask), near: plane(.near))
        var memory = memory
        let how = motion_pace(
            base: tolerance, chance: step.chance, calm: step.calm, ticks: step.ticks, fade: step.fade,
            settled_after: step.settledAfter)
        let draw = plane(.random) + Int(random.next() % UInt64(Self.spareRandom))
        let isSettled = motion_learn(&found, how, draw, planes + pace.slot * count, &memory, count)
        if isSettled != 0 { motion_absorb(plane(.strong), step.settledAfter, pace.slot & 1, planes, &memory, count) }
    }
}
