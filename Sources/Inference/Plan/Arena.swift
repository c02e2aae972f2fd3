import Glibc

/// A buffer that steps read and write.
struct PlannedBuffer {
    enum Home {
        case arena
        case constant(Tensor)
        case input(Int)
    }

    let byteCount: Int
    let home: Home
    /// Kept to the end of the run: results are read after the last step.
    var isKept = false
}

/// The working memory of a plan. Buffers whose lives do not overlap share addresses: the largest is placed first,
/// each at the lowest address that is free during its life.
///
/// `offsets` is indexed by buffer; only buffers at home in the arena have a meaningful one.
@safe final class Arena {
    /// Bytes of a large page.
    private static let page = 2 << 20

    let base: UnsafeMutableRawPointer
    let byteCount: Int
    let offsets: [Int]

    init(
        _ buffers: [PlannedBuffer], steps: [Planner.Step], entries: [Planner.Entry], limits: Model.Limits
    ) throws(NodeError) {
        let lives = Arena.lives(buffers, steps: steps, entries: entries)
        (offsets, byteCount) = Arena.placed(buffers, lives)
        guard byteCount <= limits.arenaBytes else {
            throw NodeError(
                node: "plan", reason: "\(byteCount) bytes of working memory, the limit is \(limits.arenaBytes)")
        }
        let isLarge = byteCount >= Arena.page
        let whole = byteCount + TensorStorage.alignment
        unsafe base = .allocate(byteCount: whole, alignment: isLarge ? Arena.page : TensorStorage.alignment)
        // Large pages: a picture's rows lie pages apart, and each page needs an entry of the translation buffer.
        if isLarge { unsafe madvise(base, whole, MADV_HUGEPAGE) }
        unsafe base.initializeMemory(as: UInt8.self, repeating: 0, count: whole)
    }

    deinit { unsafe base.deallocate() }

    /// First and last step that touch each buffer.
    private static func lives(
        _ buffers: [PlannedBuffer], steps: [Planner.Step], entries: [Planner.Entry]
    ) -> [ClosedRange<Int>?] {
        var lives = [ClosedRange<Int>?](repeating: nil, count: buffers.count)
        for (index, step) in steps.enumerated() {
            for entry in entries[step.operands..<step.operands + step.count] {
                lives[entry.buffer] = (lives[entry.buffer]?.lowerBound ?? index)...index
            }
        }
        for index in buffers.indices where buffers[index].isKept {
            lives[index] = lives[index].map { $0.lowerBound...steps.count }
        }
        return lives
    }

    /// Rows of pictures are often whole pages, and a store stalls a load from the same place in another page: so large
    /// buffers begin at different places in theirs.
    private static func staggered(_ index: Int, _ size: Int) -> Int {
        size < 1 << 16 ? 0 : index % 8 * 9 * TensorStorage.alignment
    }

    private static func placed(
        _ buffers: [PlannedBuffer], _ lives: [ClosedRange<Int>?]
    ) -> (offsets: [Int], byteCount: Int) {
        var offsets = [Int](repeating: 0, count: buffers.count)
        var placed: [(range: Range<Int>, life: ClosedRange<Int>)] = []
        var end = 0
        let largestFirst = buffers.indices.sorted { buffers[$0].byteCount > buffers[$1].byteCount }
        for index in largestFirst {
            guard case .arena = buffers[index].home, let life = lives[index] else { continue }
            // A vector may be read beyond the end of a buffer: the slack keeps that inside the arena.
            let size =
                (buffers[index].byteCount + TensorStorage.alignment - 1) / TensorStorage.alignment
                * TensorStorage.alignment
            var start = staggered(index, size)
            for other in placed where other.life.overlaps(life) && other.range.overlaps(start..<start + max(size, 1)) {
                start = other.range.upperBound + staggered(index, size)
            }
            offsets[index] = start
            let at = placed.firstIndex { $0.range.lowerBound > start } ?? placed.count
            placed.insert((start..<start + size, life), at: at)
            end = max(end, start + size)
        }
        return (offsets, end)
    }
}
