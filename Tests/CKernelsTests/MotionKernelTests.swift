import CKernels
import Testing

/// Each kernel beside a naive twin, over random shapes.
@Suite("Motion kernels") struct MotionKernelTests {
    static let shapes = [(1, 1), (2, 5), (5, 2), (31, 7), (32, 32), (33, 9), (100, 75), (320, 180), (353, 41)]

    @Test(arguments: 1...16) func shrinkIsTheRoundedMean(factor: Int) {
        var random = SeededBytes(state: UInt64(factor))
        for (width, height) in [(1, 1), (33, 3), (40, 5)] {
            let stride = width * factor + 7
            let luma = random.bytes(stride * height * factor, brightest: factor == 5 ? 255 : nil)
            var sums = [UInt16](repeating: 9, count: width * factor)
            var out = [UInt8](repeating: 0, count: width * height)
            motion_shrink(luma, stride, width, height, factor, &sums, &out)
            let expected = (0..<width * height).map { i -> UInt8 in
                let (x, y) = (i % width * factor, i / width * factor)
                var sum = factor * factor / 2
                for dy in 0..<factor { for dx in 0..<factor { sum += Int(luma[(y + dy) * stride + x + dx]) } }
                return UInt8(sum / (factor * factor))
            }
            #expect(out == expected)
        }
    }

    @Test(arguments: shapes) func classifyComparesWithTheSecondNearestSample(width: Int, height: Int) {
        var random = SeededBytes(state: UInt64(width))
        let count = width * height
        let (luma, samples) = (random.bytes(count), random.bytes(count * 8))
        let (restless, watched) = (random.bytes(count), random.flags(count))
        var distance = luma, weak = luma, strong = luma
        let changed = motion_classify(luma, samples, restless, watched, count, 18, &distance, &weak, &strong)
        for i in 0..<count {
            let second = (0..<8).map { abs(Int(luma[i]) - Int(samples[$0 * count + i])) }.sorted()[1]
            let allowed = min(18 + Int(restless[i]) / 4, 255)
            #expect(Int(distance[i]) == second)
            #expect(strong[i] == (watched[i] == 1 && second > allowed ? 1 : 0))
            #expect(weak[i] == (watched[i] == 1 && second > allowed / 2 + allowed / 8 ? 1 : 0))
        }
        #expect(changed == strong.reduce(0) { $0 + Int($1) })
    }

    @Test(arguments: [0, 1, 7, 8, 9, 2039, 2040, 2041, 57601]) func countAddsUp(count: Int) {
        var random = SeededBytes(state: 3)
        let flags = random.flags(count)
        #expect(motion_count(flags, count) == flags.count { $0 == 1 })
        #expect(motion_count([UInt8](repeating: 1, count: count), count) == count)
    }

    @Test(arguments: shapes, [1, 13, 25]) func rankCountsSquares(_ shape: (Int, Int), least: Int) {
        let (width, height) = shape
        var random = SeededBytes(state: UInt64(width * 31 + least))
        let plane = random.flags(width * height)
        var sums = [UInt8](repeating: 7, count: width + 4), out = plane
        motion_rank(plane, width, height, UInt8(least), &sums, &out)
        for y in 0..<height {
            for x in 0..<width {
                var sum = 0
                for v in max(y - 2, 0)...min(y + 2, height - 1) {
                    for u in max(x - 2, 0)...min(x + 2, width - 1) { sum += Int(plane[v * width + u]) }
                }
                #expect(out[y * width + x] == (sum >= least ? 1 : 0))
            }
        }
    }

    @Test(arguments: shapes, [true, false]) func runsJoinIntoComponents(_ shape: (Int, Int), diagonal: Bool) {
        let (width, height) = shape
        var random = SeededBytes(state: UInt64(width * 7 + height))
        let plane = random.flags(width * height)
        let strong = random.flags(width * height)
        var runs = [motion_run](repeating: motion_run(), count: height * (width / 2 + 1))
        let count = motion_find_runs(plane, width, height, 1, &runs)
        motion_count_runs(strong, plane, width, &runs, count)
        motion_join_runs(&runs, count, diagonal ? 1 : 0)
        var labels = [Int](repeating: -1, count: width * height)
        for run in runs.prefix(count) {
            for x in Int(run.begin)..<Int(run.end) { labels[Int(run.row) * width + x] = Int(run.root) }
        }
        let floods = Flood.components(plane, width: width, height: height, diagonal: diagonal)
        #expect(labels.map { $0 >= 0 ? 1 : 0 } == plane)
        #expect(Set(labels.filter { $0 >= 0 }).count == floods.count)
        for flood in floods {
            let root = labels[flood[0]]
            #expect(flood.allSatisfy { labels[$0] == root })
            let run = runs[root]
            #expect(Int(run.area) == flood.count && Int(run.fresh) == flood.count)
            #expect(Int(run.strong) == flood.reduce(0) { $0 + Int(strong[$1]) })
            #expect(
                Int(run.left) == flood.map { $0 % width }.min() && Int(run.right) - 1 == flood.map { $0 % width }.max())
            #expect(
                Int(run.top) == flood.map { $0 / width }.min() && Int(run.bottom) - 1 == flood.map { $0 / width }.max())
        }
    }

    @Test(arguments: shapes) func learnAndAbsorbDoAsTheirTwins(width: Int, height: Int) {
        var random = SeededBytes(state: UInt64(width + 1000 * height))
        let count = width * height
        for _ in 0..<4 {
            var cells = Cells(count, &random)
            var twin = cells
            let draws = random.bytes(count)
            let pace = motion_pace(
                base: 18, chance: 90, calm: UInt8(random.bits() % 3), ticks: UInt8(random.bits() % 40),
                fade: UInt8(random.bits() % 2), settled_after: 60)
            #expect(cells.learn(pace, draws) == twin.learnNaively(pace, draws))
            #expect(cells == twin)
            let first = Int(random.bits() % 2)
            cells.absorb(after: 60, first: first)
            twin.absorbNaively(after: 60, first: first)
            #expect(cells == twin)
            #expect(cells.fresh(after: 20) == twin.freshNaively(after: 20))
        }
    }
}

/// What the learning kernels read and write, with plain versions of them.
private struct Cells: Equatable {
    var luma, distance, weak, strong, mask, near, restless, candidate, age, history, slot, samples: [UInt8]

    init(_ count: Int, _ random: inout SeededBytes) {
        (luma, distance, slot) = (random.bytes(count), random.bytes(count), random.bytes(count))
        (strong, mask, near) = (random.flags(count), random.flags(count), random.flags(count))
        weak = strong
        for i in weak.indices where random.bits() % 3 == 0 { weak[i] = 1 }
        restless = random.bytes(count).map { min($0, 96) }
        (age, samples) = (random.bytes(count), random.bytes(8 * count))
        history = random.bytes(count).map { $0 & 3 }
        candidate = luma
        for i in candidate.indices { candidate[i] = UInt8(clamping: Int(luma[i]) + Int(random.bits() % 31) - 15) }
    }

    private mutating func withMemory<Result>(_ body: (inout Cells, inout motion_memory) -> Result) -> Result {
        var (restless, candidate, age, history) = (restless, candidate, age, history)
        let result = restless.withUnsafeMutableBufferPointer { r in
            candidate.withUnsafeMutableBufferPointer { c in
                age.withUnsafeMutableBufferPointer { a in
                    history.withUnsafeMutableBufferPointer { h in
                        var memory = motion_memory(
                            restless: r.baseAddress, candidate: c.baseAddress, age: a.baseAddress,
                            history: h.baseAddress)
                        return body(&self, &memory)
                    }
                }
            }
        }
        (self.restless, self.candidate, self.age, self.history) = (restless, candidate, age, history)
        return result
    }

    mutating func learn(_ pace: motion_pace, _ draws: [UInt8]) -> Bool {
        withMemory { cells, memory in
            let planes = [cells.luma, cells.distance, cells.weak, cells.strong, cells.mask, cells.near]
            let joined = planes.flatMap { $0 }
            let count = cells.luma.count
            return joined.withUnsafeBufferPointer { all in
                guard let base = all.baseAddress else { return false }
                var found = motion_findings(
                    luma: base, distance: base + count, weak: base + 2 * count, strong: base + 3 * count,
                    mask: base + 4 * count, near: base + 5 * count)
                return motion_learn(&found, pace, draws, &cells.slot, &memory, count) != 0
            }
        }
    }

    mutating func learnNaively(_ pace: motion_pace, _ draws: [UInt8]) -> Bool {
        var settled = false
        for i in luma.indices {
            let isStrong = strong[i] == 1
            let allowed = min(Int(pace.base) + Int(restless[i]) / 4, 255)
            let wavers = isStrong != (history[i] & 1 == 1) && near[i] == 0 && history[i] & 2 == 0
            let isClose = !isStrong && Int(distance[i]) > allowed - allowed / 4
            let change = wavers ? 12 : isClose ? 1 : -Int(pace.calm)
            restless[i] = UInt8(min(max(Int(restless[i]) + change, 0), change > 0 ? 96 : 255))
            history[i] = strong[i] | near[i] << 1
            let apart = Int(luma[i]) - Int(candidate[i])
            if isStrong && abs(apart) <= 10 {
                candidate[i] = UInt8(Int(candidate[i]) + apart.signum())
                age[i] = UInt8(min(Int(age[i]) + Int(pace.ticks), 255))
            } else {
                let hurry = min(8 * Int(pace.ticks) + 1, 255)
                age[i] = UInt8(max(Int(age[i]) - (isStrong ? hurry : Int(pace.fade)), 0))
                if age[i] == 0 { candidate[i] = luma[i] }
            }
            if isStrong && age[i] >= pace.settled_after { settled = true }
            if !isStrong && (weak[i] == 0 || mask[i] == 0) && draws[i] < pace.chance { slot[i] = luma[i] }
        }
        return settled
    }

    mutating func absorb(after settled: UInt8, first: Int) {
        withMemory { cells, memory in
            motion_absorb(cells.strong, settled, first, &cells.samples, &memory, cells.luma.count)
        }
    }

    mutating func absorbNaively(after settled: UInt8, first: Int) {
        let count = luma.count
        for i in 0..<count where strong[i] == 1 && age[i] >= settled {
            for k in stride(from: first, to: 8, by: 2) { samples[k * count + i] = candidate[i] }
            age[i] /= 2
        }
    }

    mutating func fresh(after resting: UInt8) -> [UInt8] {
        withMemory { cells, memory in
            var fresh = cells.luma
            motion_fresh(cells.luma, cells.strong, &memory, resting, fresh.count, &fresh)
            return fresh
        }
    }

    func freshNaively(after resting: UInt8) -> [UInt8] {
        luma.indices.map { i in
            let isNew = age[i] < resting || abs(Int(luma[i]) - Int(candidate[i])) > 10
            return strong[i] == 1 && isNew ? 1 : 0
        }
    }
}

/// Components by flooding, the slow and obvious way.
private enum Flood {
    static func components(_ plane: [UInt8], width: Int, height: Int, diagonal: Bool) -> [[Int]] {
        var left = Set(plane.indices.filter { plane[$0] == 1 })
        var found: [[Int]] = []
        while let start = left.popFirst() {
            var (component, queue) = ([start], [start])
            while let place = queue.popLast() {
                for dy in -1...1 {
                    for dx in -1...1 where diagonal || dx == 0 || dy == 0 {
                        let (x, y) = (place % width + dx, place / width + dy)
                        guard (0..<width).contains(x), (0..<height).contains(y) else { continue }
                        guard left.remove(y * width + x) != nil else { continue }
                        component.append(y * width + x)
                        queue.append(y * width + x)
                    }
                }
            }
            found.append(component)
        }
        return found
    }
}

/// Bytes that are the same in each run.
private struct SeededBytes {
    var state: UInt64

    mutating func bits() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state >> 33
    }

    mutating func bytes(_ count: Int, brightest: UInt8? = nil) -> [UInt8] {
        (0..<count).map { _ in brightest ?? UInt8(truncatingIfNeeded: bits()) }
    }

    mutating func flags(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(bits() % 2) } }
}
