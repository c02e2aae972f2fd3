package import Frames

/// Watches whether a camera that sends pictures still shows what it is there to show.
///
/// It looks at a picture about once a second, or at every one where they come more seldom, reads a part of its luma in
/// place and allocates nothing once the picture's size is known. Its time is the frames' own, connection after
/// connection; what it knows of the scene outlives a lost connection, since cameras are moved while they are unplugged.
package struct HealthMonitor: Sendable {
    /// Seconds between two looks, at least.
    package static let interval = 1.0

    /// Seconds after which a camera that has moved, or become slower, is taken to be meant so.
    package static let adoptAfter = 3600.0

    private let options: HealthOptions
    private var watches: [Trouble: TroubleWatch]
    private var grid: PictureGrid?
    private var scene: SceneWatch?
    private var repeats = RepeatWatch()
    private var rate: FrameRateWatch

    /// What was found last, of which evidence is made.
    private var sceneFound: SceneWatch.Finding?
    private var repeatsFound: RepeatWatch.Finding?
    private var rateFound: FrameRateWatch.Finding?
    private var clockOffset: Double?

    /// Seconds of footage so far.
    private var now = 0.0
    private var lastSeconds: Double?
    private var lastLook = -Double.infinity
    private var hasMoved = false

    /// Keyframes are counted by connection; here, over all of them.
    private var groupsBefore = 0
    private var lastGroup = 0

    package init(options: HealthOptions = HealthOptions()) {
        self.options = options
        watches = options.after.mapValues(TroubleWatch.init)
        rate = FrameRateWatch(wanted: options.frameRate)
    }

    /// The troubles that have been told and are not over, in the order of their kinds.
    package var present: [Trouble] { Trouble.allCases.filter { watches[$0]?.since != nil } }

    /// The troubles that are looked for.
    package var watched: [Trouble] { Trouble.allCases.filter { watches[$0] != nil } }

    /// Frames from here on are of a new connection.
    package mutating func reconnect() {
        lastSeconds = nil
        rate.restart()
        groupsBefore += lastGroup
        lastGroup = 0
    }

    /// Looks at the next frame.
    ///
    /// - Parameters:
    ///   - isMoving: whether something moves in it.
    ///   - packets: how many packets the camera has sent so far.
    package mutating func examine(_ frame: Frame, isMoving: Bool, packets: Int) -> [TroubleFact] {
        guard !watches.isEmpty else { return [] }
        now += max(0, frame.seconds - (lastSeconds ?? frame.seconds))
        lastSeconds = frame.seconds
        lastGroup = max(lastGroup, frame.group)
        hasMoved = hasMoved || isMoving
        // A frame that is a little early is the one that was meant.
        guard now - lastLook >= 0.95 * Self.interval else { return [] }
        lastLook = now
        defer { hasMoved = false }
        var facts: [TroubleFact] = []
        lookAtPicture(frame, &facts)
        if let found = rate.look(packets: packets, isMoving: hasMoved, at: now) {
            rateFound = found
            follow(.slow, isSlow(found), &facts)
        }
        if let offset = frame.clockOffset {
            // A camera may claim any moment; an event may hold only numbers.
            clockOffset = min(max(offset, -1e12), 1e12)
            follow(.clockDrift, isAstray(offset), &facts)
        }
        return facts
    }

    /// Nobody looks any longer: whether what is present goes on is not known.
    package mutating func finish() -> [TroubleFact] {
        present.compactMap { end($0, .stopped) }
    }
}

// MARK: - Looking

extension HealthMonitor {
    private mutating func lookAtPicture(_ frame: Frame, _ facts: inout [TroubleFact]) {
        if grid?.fits(frame.luma) != true {
            grid = PictureGrid(frame.luma)
            (scene, repeats) = (nil, RepeatWatch())
        }
        grid?.read(frame.luma, fullRange: frame.colour.fullRange)
        guard let grid else { return }
        if frame.group > 0, watches[.frozen] != nil {
            repeatsFound = repeats.look(grid, group: groupsBefore + frame.group)
            if let found = repeatsFound { follow(.frozen, isFrozen(found), &facts) }
        }
        if scene == nil { scene = SceneWatch(grid) }
        sceneFound = scene?.look(grid, at: now)
        guard let found = sceneFound, let scene else { return }
        follow(.covered, scene.isCovered(found), &facts)
        follow(.dark, scene.isDark(found, coverIsTold: watches[.covered] != nil), &facts)
        follow(.moved, scene.isMoved(found), &facts)
        follow(.defocused, scene.isDefocused(found), &facts)
    }

    private mutating func follow(
        _ trouble: Trouble, _ verdict: TroubleWatch.Verdict, _ facts: inout [TroubleFact]
    ) {
        guard var watch = watches[trouble] else { return }
        let since = watch.since
        let change = watch.follow(verdict, at: now)
        watches[trouble] = watch
        switch change {
        case .began: facts.append(fact(trouble, since: watch.since ?? now))
        case .ended: facts.append(fact(trouble, since: since ?? now, .recovered))
        case nil: if let adopted = adopt(trouble) { facts.append(adopted) }
        }
    }

    /// An operator who turned a camera, or set it to fewer frames, need not tell the daemon.
    private mutating func adopt(_ trouble: Trouble) -> TroubleFact? {
        guard let since = watches[trouble]?.since, now - since >= Self.adoptAfter else { return nil }
        switch trouble {
        case .moved: scene?.adopt()
        case .slow: rate.adopt()
        default: return nil
        }
        return end(trouble, .adopted)
    }

    private mutating func end(_ trouble: Trouble, _ ending: TroubleFact.Ending) -> TroubleFact? {
        guard let since = watches[trouble]?.since else { return nil }
        watches[trouble]?.clear()
        return fact(trouble, since: since, ending)
    }
}

// MARK: - Verdicts on what the picture does not show

extension HealthMonitor {
    private func isFrozen(_ found: RepeatWatch.Finding) -> TroubleWatch.Verdict {
        if found.recurring >= RepeatWatch.frozenShare && found.keyframes >= 2 { return .bad }
        return found.repeated < RepeatWatch.frozenShare ? .good : .unsure
    }

    private func isSlow(_ found: FrameRateWatch.Finding) -> TroubleWatch.Verdict {
        if found.rate < FrameRateWatch.slowShare * found.usual { return .bad }
        return found.rate >= FrameRateWatch.wellShare * found.usual ? .good : .unsure
    }

    private func isAstray(_ offset: Double) -> TroubleWatch.Verdict {
        if abs(offset) > options.clockTolerance { return .bad }
        return abs(offset) <= options.clockTolerance / 2 ? .good : .unsure
    }
}

// MARK: - Evidence

extension HealthMonitor {
    private func fact(_ trouble: Trouble, since: Double, _ ending: TroubleFact.Ending? = nil) -> TroubleFact {
        TroubleFact(trouble: trouble, duration: now - since, evidence: evidence(of: trouble), ending: ending)
    }

    private func evidence(of trouble: Trouble) -> Evidence {
        switch trouble {
        case .frozen:
            Evidence(
                measure: "repeated_share", value: repeatsFound?.recurring ?? 0, reference: 0,
                limit: RepeatWatch.frozenShare, also: ["keyframes": Double(repeatsFound?.keyframes ?? 0)])
        case .slow:
            Evidence(
                measure: "frames_per_second", value: rateFound?.rate ?? 0, reference: rateFound?.usual,
                limit: FrameRateWatch.slowShare * (rateFound?.usual ?? 0))
        case .clockDrift:
            Evidence(
                measure: "clock_offset_seconds", value: clockOffset ?? 0, reference: 0, limit: options.clockTolerance)
        case .covered, .dark, .moved, .defocused:
            sceneFound.flatMap { scene?.evidence(of: trouble, $0) }
                ?? Evidence(measure: "level", value: grid?.level ?? 0, reference: nil, limit: 0)
        }
    }
}
