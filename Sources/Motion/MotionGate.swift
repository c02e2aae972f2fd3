import CKernels
package import Frames
import Geometry

/// Decides frame by frame whether anything moves before one camera, and where.
///
/// The luma plane is read in place, scaled down once, and compared with a background model that learns. Time is
/// `frame.seconds` alone: the same frames give the same verdicts. One worker at a time; no frame allocates once the
/// picture's size is known (as long as the verdict before was let go).
///
/// How long it may be wrong:
/// - after the start, or a new picture size, every frame passes for 1 second;
/// - after a global change (most of the picture differs at once) every frame passes until 1 second after the last;
/// - a thing that stops is still after 3 seconds, and background after ``MotionOptions/absorbAfter``; what covers more than 15 % of the picture and
///   keeps perfectly still, as the light of a lamp does, after 2 seconds;
/// - whatever happens, the whole picture passes every ``MotionOptions/longestStill``.
package final class MotionGate {
    private let options: MotionOptions
    private var attention: Attention
    private var regions = MotionRegions()
    private var restingRuns: [motion_run] = []
    private var resting: [RestingThing] = []
    private var model: BackgroundModel?
    private var source = (width: 0, height: 0, factor: 1)
    private var lastSeconds: Double?
    private var unsteadyUntil = -Double.infinity

    /// Shares of the watched picture that must differ before a change of light is looked for: usually, and while the light
    /// changes.
    private static let (suspiciousShare, unsteadyShare) = (0.02, 0.002)

    /// From this share on the background is given up.
    private static let globalShare = 0.6

    /// A thing whose cells are strong for less than this share is a shadow's edge or noise.
    private static let strongShare = 0.15

    /// A thing of which less than this share changed lately rests: it is not background yet, but it does not move.
    private static let freshShare = 0.1

    package init(options: MotionOptions) {
        self.options = options
        attention = Attention(longestStill: options.longestStill)
    }

    /// The moving cells of the frame that was examined last; nil before the first.
    package var mask: MotionMask? {
        model.map { model in
            let cells = UnsafeBufferPointer(start: model.mask, count: model.count).map { $0 == 0 ? UInt8(0) : 255 }
            return MotionMask(width: model.width, height: model.height, cells: cells)
        }
    }

    /// Looks at the next frame of the camera.
    package func examine(_ frame: Frame) -> MotionVerdict {
        let elapsed = min(max(frame.seconds - (lastSeconds ?? frame.seconds), 0), 1)
        lastSeconds = frame.seconds
        guard let (model, isNew) = model(for: frame.luma) else { return tooSmall(at: frame.seconds) }
        model.take(frame.luma.base, stride: frame.luma.stride, factor: source.factor)
        regions.removeAll()
        resting.removeAll(keepingCapacity: true)
        if isNew {
            model.seed()
            return verdict(at: frame.seconds, upheaval: .started, finding: Finding())
        }
        return judge(frame, elapsed: elapsed, model)
    }

    /// What a frame showed, in cells.
    private struct Finding {
        var moving = 0
        var resting = 0
        var largest = 0
    }

    private func judge(_ frame: Frame, elapsed: Double, _ model: BackgroundModel) -> MotionVerdict {
        model.compare()
        followLight(at: frame.seconds, model)
        if isOver(Self.globalShare, model) {
            model.seed()
            return verdict(at: frame.seconds, upheaval: .changedEverywhere, finding: Finding())
        }
        let finding = findThings(in: model)
        if options.findsResting { describeResting(in: model) }
        model.learn(
            elapsed: elapsed, share: Double(finding.moving + finding.resting) / Double(model.count))
        return verdict(at: frame.seconds, upheaval: nil, finding: finding)
    }

    /// Exposure takes a second or two to settle, cell by cell: once it moved, it is followed closely.
    private func followLight(at seconds: Double, _ model: BackgroundModel) {
        let share = seconds < unsteadyUntil ? Self.unsteadyShare : Self.suspiciousShare
        guard isOver(share, model), model.relight() else { return }
        unsteadyUntil = seconds + 2
        model.compare()
    }

    private func isOver(_ share: Double, _ model: BackgroundModel) -> Bool {
        Double(model.changed) > share * Double(model.watchedCount)
    }

    private func findThings(in model: BackgroundModel) -> Finding {
        var finding = Finding()
        let least = max(options.minimumArea * Double(model.count), 1)
        model.findThings { thing in
            guard Double(thing.strong) >= Self.strongShare * Double(thing.area) else { return false }
            let moves = Double(thing.fresh) >= max(Self.freshShare * Double(thing.area), least / 2)
            if moves || Double(thing.area) < least { finding.largest = max(finding.largest, Int(thing.area)) }
            guard Double(thing.area) >= least else { return false }
            if moves {
                regions.add(box(of: thing))
            } else if options.findsResting {
                restingRuns.append(thing)
            }
            finding.moving += moves ? Int(thing.area) : 0
            finding.resting += moves ? 0 : Int(thing.area)
            return true
        }
        return finding
    }

    /// Once all things are in the model's mask, since their outlines are its.
    private func describeResting(in model: BackgroundModel) {
        for thing in restingRuns {
            let outline = model.outline(of: thing)
            resting.append(
                RestingThing(box: box(of: thing), contrast: outline.now, contrastBefore: outline.before))
        }
        restingRuns.removeAll(keepingCapacity: true)
    }

    private func box(of thing: motion_run) -> Box {
        let x = Double(source.factor) / Double(source.width)
        let y = Double(source.factor) / Double(source.height)
        return Box(
            left: Double(thing.left) * x, top: Double(thing.top) * y,
            right: Double(thing.right) * x, bottom: Double(thing.bottom) * y)
    }

    private func verdict(at seconds: Double, upheaval: Attention.Upheaval?, finding: Finding) -> MotionVerdict {
        let isMoving = !regions.boxes.isEmpty || upheaval == .changedEverywhere
        let reason = attention.decide(at: seconds, upheaval: upheaval, isMoving: isMoving)
        let cells = Double(max(model?.count ?? 1, 1))
        let watched = Double(max(model?.watchedCount ?? 1, 1))
        return MotionVerdict(
            reason: reason, isMoving: isMoving, regions: shown(reason),
            movingArea: min(Double(finding.moving) / watched, 1),
            restingArea: min(Double(finding.resting) / watched, 1), resting: resting,
            largestArea: Double(finding.largest) / cells,
            changedArea: Double(model?.changed ?? 0) / watched,
            sinceWhole: attention.sinceWhole(at: seconds))
    }

    private func shown(_ reason: MotionVerdict.Reason) -> [Box] {
        switch reason {
        case .moving, .still: regions.boxes
        case .warmingUp, .globalChange, .forced: Self.whole
        }
    }

    private static let whole = [Box.whole]

    /// The model for pictures of this size, made anew where the size changed; nil for a picture without a single cell.
    private func model(for luma: Plane) -> (BackgroundModel, isNew: Bool)? {
        if let model, source.width == luma.width, source.height == luma.height { return (model, false) }
        let factor = Self.factor(of: luma.width, analysisWidth: options.analysisWidth)
        model = nil
        guard luma.width >= factor, luma.height >= factor else { return nil }
        source = (luma.width, luma.height, factor)
        let fresh = BackgroundModel(
            width: luma.width / factor, height: luma.height / factor, factor: factor, tolerance: tolerance,
            absorbAfter: options.absorbAfter, masks: options.masks)
        model = fresh
        return (fresh, true)
    }

    /// The whole number, 16 at most, that brings a width to the analysis width, or a tenth over it.
    private static func factor(of width: Int, analysisWidth: Int) -> Int {
        let most = max(analysisWidth + analysisWidth / 10, 1)
        return min((width + most - 1) / most, 16)
    }

    private var tolerance: UInt8 { UInt8((30 - 24 * min(max(options.sensitivity, 0), 1)).rounded()) }

    /// Nothing can be said of a picture smaller than one cell: it passes.
    private func tooSmall(at seconds: Double) -> MotionVerdict {
        regions.removeAll()
        resting.removeAll()
        return verdict(at: seconds, upheaval: .started, finding: Finding())
    }
}
