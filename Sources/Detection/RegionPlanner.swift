package import Geometry

/// Decides which areas of a frame the detector looks at: the whole of it, or the regions where something moves.
///
/// Pure: the same boxes, sizes and times give the same plans. One a camera.
package struct RegionPlanner: Sendable {
    package let policy: RegionPolicy
    private var looksSinceWhole = 0
    private var lastWhole: Double?

    package init(policy: RegionPolicy = RegionPolicy()) {
        self.policy = policy
    }

    /// The areas for one look; never empty.
    ///
    /// - Parameters:
    ///   - interest: boxes of motion, and of objects whose place is to be confirmed; normalised.
    ///   - frame: the frame's size in luma samples.
    ///   - input: the network's input for a region.
    ///   - seconds: the frame's time; a step back counts as due.
    /// - Returns: the whole frame when it is due, when nothing is of interest, or when the regions would show no more
    ///   than it does; the whole frame and regions, or regions alone.
    package mutating func plan(interest: [Box], frame: InputSize, input: InputSize, seconds: Double) -> [Box] {
        let shape = RegionShape(frame: frame, input: input, policy: policy)
        let regions = regions(of: interest, frame: frame, input: input)
        let worthwhile = regions.filter(shape.isWorthwhile)
        guard regions.isEmpty || worthwhile.count < regions.count || isWholeDue(at: seconds) else {
            looksSinceWhole += 1
            return worthwhile
        }
        looksSinceWhole = 0
        lastWhole = seconds
        return [.whole] + worthwhile
    }

    private func isWholeDue(at seconds: Double) -> Bool {
        guard let lastWhole else { return true }
        return looksSinceWhole + 1 >= policy.wholeFrameEvery || seconds < lastWhole
            || seconds - lastWhole >= policy.wholeFrameSeconds
    }
}

extension RegionPlanner {
    /// Regions of the input's shape around what is of interest: padded, merged where one look serves both, no smaller
    /// than the enlargement allows, at most as many as the policy allows, moved inside the frame.
    package func regions(of interest: [Box], frame: InputSize, input: InputSize) -> [Box] {
        let shape = RegionShape(frame: frame, input: input, policy: policy)
        var groups = interest.compactMap { box in
            let visible = box.intersection(.whole)
            return visible.width > 0 && visible.height > 0 ? visible : nil
        }
        groups = Self.bounded(groups)
        while let (first, second) = closest(groups, shape) {
            groups[first] = groups[first].union(groups[second])
            groups.remove(at: second)
        }
        return groups.map(shape.region)
    }

    /// Rain makes hundreds of boxes; what lies beyond the largest 64 is joined into the last one.
    private static func bounded(_ boxes: [Box]) -> [Box] {
        guard boxes.count > 64 else { return boxes }
        let sorted = boxes.sorted { ($1.area, $0.top, $0.left) < ($0.area, $1.top, $1.left) }
        return Array(sorted[..<63]) + [sorted[63...].dropFirst().reduce(sorted[63]) { $0.union($1) }]
    }

    /// The two groups that cost least to look at in one region: always where that is no larger than both of theirs
    /// together, else only while there are more groups than regions allowed.
    private func closest(_ groups: [Box], _ shape: RegionShape) -> (Int, Int)? {
        var best: (pair: (Int, Int), cost: Double)?
        for first in groups.indices {
            for second in groups.indices.dropFirst(first + 1) {
                let joined = shape.region(groups[first].union(groups[second])).area
                let cost = joined - shape.region(groups[first]).area - shape.region(groups[second]).area
                if cost < best?.cost ?? .infinity { best = ((first, second), cost) }
            }
        }
        guard let best, best.cost <= 0 || groups.count > max(1, policy.maximumRegions) else { return nil }
        return best.pair
    }
}

/// What a region of one frame may be, in normalised coordinates.
private struct RegionShape {
    /// A region's width for a height of 1.
    private let aspect: Double
    private let minimumHeight: Double
    private let largestWorthwhile: Double
    private let padding: Double

    init(frame: InputSize, input: InputSize, policy: RegionPolicy) {
        aspect = input.aspect / frame.aspect
        minimumHeight = Double(input.height) / policy.maximumEnlargement / Double(frame.height)
        largestWorthwhile = max(1, 1 / aspect) * policy.worthwhileZoom
        padding = policy.padding
    }

    /// The region around a group, of the input's shape; larger than the frame at most along one axis.
    func region(_ group: Box) -> Box {
        let width = group.width * (1 + 2 * padding)
        let height = max(group.height * (1 + 2 * padding), width / aspect, minimumHeight)
        return Box(
            left: Self.start(centre: group.centre.x, length: height * aspect),
            top: Self.start(centre: group.centre.y, length: height),
            length: (height * aspect, height))
    }

    func isWorthwhile(_ region: Box) -> Bool { region.height <= largestWorthwhile }

    /// Moved inside the frame; centred on it where longer.
    private static func start(centre: Double, length: Double) -> Double {
        length >= 1 ? (1 - length) / 2 : min(max(centre - length / 2, 0), 1 - length)
    }
}

extension Box {
    fileprivate init(left: Double, top: Double, length: (x: Double, y: Double)) {
        self.init(left: left, top: top, right: left + length.x, bottom: top + length.y)
    }
}
