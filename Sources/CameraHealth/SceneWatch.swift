/// Judges what a camera's picture shows against what it usually shows: covered, out of focus, moved, too dark.
///
/// What tells them apart:
///
/// | | edges still in place | edges gone, nothing there | alike, whatever the light | sharpness |
/// |---|---|---|---|---|
/// | people, cars, other light | most | few | yes | as ever |
/// | covered | few | most | no | - |
/// | moved | few, and others are there and stay | few | no | - |
/// | defocused | most | few | yes | far lower |
/// | dark: near black besides | few | most | yes, or it faded slowly | - |
struct SceneWatch {
    /// What one look found.
    struct Finding {
        var comparison: SceneComparison
        var level: Double
        var brightest: Double

        /// Whether the reference has been learnt for long enough to be compared with.
        var isFamiliar: Bool

        /// Whether the change that makes this look a bad one came at once, not over minutes as dusk does.
        var isAbrupt = false

        /// How much of a new scene, learnt since the old one was lost, is still in place; nil where there is none.
        var newSceneKept: Double?
    }

    private var reference: SceneReference
    private var newScene: SceneReference?
    private var usual = Usual()
    private var lastWell: Double?
    private var lastLook: Double?
    private var onset: Bool?

    /// Slowly followed numbers of looks at which all was well, for evidence.
    private struct Usual {
        var kept = 1.0
        var gone = 0.0
        var level: Double?
        var brightest: Double?
    }

    /// Looks that a reference takes before anything is compared with it.
    private static let looksToKnow = 20

    /// A new scene must have been seen so often before it counts as one that stays.
    private static let looksToStay = 4

    /// A new scene that does not stay by then was none; another is tried.
    private static let looksToGiveUp = 30

    /// Seconds within which a hand covers a lens, but no dusk falls.
    private static let abrupt = 5.0

    fileprivate enum Limit {
        static let goneCovered = 0.6
        static let goneWell = 0.4
        static let keptMoved = 0.45
        static let keptWell = 0.6
        static let sharpnessBlurred = 0.4
        static let sharpnessWell = 0.55
        static let brightestDark = 40.0
        static let brightestWell = 50.0

        /// Below this, two scenes are different ones; from ``same`` on, they are one in another light.
        static let other = 0.3
        static let same = 0.5

        /// What a new scene must keep, and by how much more than the old one.
        static let newKept = 0.7
        static let newLead = 0.25
    }

    init(_ grid: PictureGrid) {
        reference = SceneReference(grid)
    }

    mutating func look(_ grid: PictureGrid, at seconds: Double) -> Finding {
        var finding = Finding(
            comparison: reference.compare(grid), level: grid.level, brightest: grid.brightest,
            isFamiliar: reference.looks >= Self.looksToKnow)
        let elapsed = seconds - (lastLook ?? seconds)
        finding.isAbrupt = followOnset(finding, at: seconds, elapsed: elapsed)
        lastLook = seconds
        followNewScene(&finding, grid, elapsed)
        if isWorthLearning(finding) {
            reference.learn(grid, elapsed: elapsed)
            learnUsual(finding)
        }
        return finding
    }

    /// The scene that is there now becomes what is usual.
    mutating func adopt() {
        if let newScene { reference = newScene }
        newScene = nil
    }
}

// MARK: - What is compared with what

extension SceneWatch.Finding {
    fileprivate typealias Limit = SceneWatch.Limit

    fileprivate var isDark: Bool { brightest < Limit.brightestDark }
    fileprivate var isGone: Bool { (comparison.gone ?? 0) >= Limit.goneCovered }

    /// Whether most edges are gone for another reason than that there is less light.
    fileprivate var isHidden: Bool {
        guard isFamiliar, isGone else { return false }
        if isDark { return comparison.traces < Limit.other && isAbrupt }
        return comparison.traces < (isAbrupt ? Limit.same : Limit.other)
    }

    /// Whether most edges are not where they were, for another reason than that.
    fileprivate var isElsewhere: Bool {
        isFamiliar && (comparison.kept ?? 1) <= Limit.keptMoved && comparison.likeness < Limit.same && !isDark
            && !isHidden
    }

    fileprivate var isBlurred: Bool { comparison.sharpness.map { $0 < Limit.sharpnessWell } ?? false }

    fileprivate var isWell: Bool {
        (comparison.kept ?? 1) >= Limit.keptWell && brightest >= Limit.brightestWell
    }
}

extension SceneWatch {
    private mutating func followOnset(_ finding: Finding, at seconds: Double, elapsed: Double) -> Bool {
        if finding.isWell {
            (lastWell, onset) = (seconds, nil)
            return false
        }
        guard finding.isDark || finding.isGone else { return false }
        let gap = seconds - (lastWell ?? -.infinity)
        let isAbrupt = onset ?? (gap <= max(Self.abrupt, 2.5 * elapsed))
        onset = isAbrupt
        return isAbrupt
    }

    /// Once the old scene is lost, learns what is there instead.
    private mutating func followNewScene(_ finding: inout Finding, _ grid: PictureGrid, _ elapsed: Double) {
        guard finding.isElsewhere else {
            if finding.isWell || !finding.isFamiliar { newScene = nil }
            return
        }
        if newScene == nil { newScene = SceneReference(grid) }
        let looks = newScene?.looks ?? 0
        if looks >= Self.looksToStay { finding.newSceneKept = newScene?.compare(grid).kept }
        newScene?.learn(grid, elapsed: elapsed)
        if looks >= Self.looksToGiveUp && (finding.newSceneKept ?? 0) < Limit.newKept { newScene = nil }
    }

    /// What is learnt while there is trouble would make the trouble usual.
    private func isWorthLearning(_ finding: Finding) -> Bool {
        if finding.isDark { return false }
        return !finding.isFamiliar || !finding.isHidden && !finding.isElsewhere && !finding.isBlurred
    }

    private mutating func learnUsual(_ finding: Finding) {
        let pace = max(1 / Double(reference.looks), 1.0 / 300)
        usual.kept += pace * ((finding.comparison.kept ?? usual.kept) - usual.kept)
        usual.gone += pace * ((finding.comparison.gone ?? usual.gone) - usual.gone)
        usual.level = (usual.level ?? finding.level) * (1 - pace) + pace * finding.level
        usual.brightest = (usual.brightest ?? finding.brightest) * (1 - pace) + pace * finding.brightest
    }
}

// MARK: - Verdicts

extension SceneWatch {
    func isCovered(_ finding: Finding) -> TroubleWatch.Verdict {
        guard finding.isFamiliar, let gone = finding.comparison.gone else { return .unsure }
        if finding.isHidden { return .bad }
        return gone <= Limit.goneWell || finding.isGone ? .good : .unsure
    }

    /// - Parameter coverIsTold: whether a covered lens is told as such; then its darkness is not told besides.
    func isDark(_ finding: Finding, coverIsTold: Bool) -> TroubleWatch.Verdict {
        if finding.brightest >= Limit.brightestWell { return .good }
        return finding.isDark && !(coverIsTold && finding.isHidden) ? .bad : .unsure
    }

    func isMoved(_ finding: Finding) -> TroubleWatch.Verdict {
        guard finding.isFamiliar, let kept = finding.comparison.kept, !finding.isDark, !finding.isHidden else {
            return .unsure
        }
        if kept >= Limit.keptWell { return .good }
        let new = finding.newSceneKept ?? 0
        return finding.isElsewhere && new >= Limit.newKept && new - kept >= Limit.newLead ? .bad : .unsure
    }

    func isDefocused(_ finding: Finding) -> TroubleWatch.Verdict {
        guard finding.isFamiliar, let sharpness = finding.comparison.sharpness,
            (finding.comparison.kept ?? 0) > Limit.keptMoved
        else { return .unsure }
        return sharpness < Limit.sharpnessBlurred ? .bad : finding.isBlurred ? .unsure : .good
    }
}

// MARK: - Evidence

extension SceneWatch {
    func evidence(of trouble: Trouble, _ finding: Finding) -> Evidence? {
        let comparison = finding.comparison
        switch trouble {
        case .covered:
            return Evidence(
                measure: "edges_gone", value: comparison.gone ?? 0, reference: usual.gone, limit: Limit.goneCovered,
                also: light(finding).merging(["traces": comparison.traces]) { $1 })
        case .dark:
            return Evidence(
                measure: "brightest_level", value: finding.brightest, reference: usual.brightest,
                limit: Limit.brightestDark, also: light(finding))
        case .moved:
            return Evidence(
                measure: "edges_in_place", value: comparison.kept ?? 1, reference: usual.kept, limit: Limit.keptMoved,
                also: displacement)
        case .defocused:
            return Evidence(
                measure: "sharpness", value: comparison.sharpness ?? 1, reference: 1, limit: Limit.sharpnessBlurred,
                also: ["edges_in_place": comparison.kept ?? 0])
        case .frozen, .slow, .clockDrift: return nil
        }
    }

    private func light(_ finding: Finding) -> [String: Double] {
        var light = ["level": finding.level]
        light["usual_level"] = usual.level
        return light
    }

    /// By how much the camera has moved, where the new scene shows enough of the old one.
    private var displacement: [String: Double] {
        guard let shift = newScene.map(reference.displacement), shift.likeness >= Limit.same else { return [:] }
        return ["shift_x": shift.x, "shift_y": shift.y, "shift_likeness": shift.likeness]
    }
}
