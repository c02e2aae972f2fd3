import Geometry

extension Target {
    /// Settles the state after matching: what was seen is believed in time; what was not is held, lost or over.
    mutating func age(elapsed: Double, observed: [Box]?, at now: Double, options: Tracker.Options) {
        if track.observation != nil {
            confirm(at: now, options: options)
        } else if staysUnseen(observed, options: options) {
            hold()
        } else {
            missed += min(elapsed, options.longestStep)
            lose(at: now, options: options)
        }
    }

    /// Whether it wants to be looked at although nothing may move there.
    func wantsLook(at now: Double, options: Tracker.Options) -> Bool {
        if track.hasEnded { return false }
        // What is not believed by then is, like as not, a part of the scene, and would be looked at for ever.
        if isTentative { return now - track.firstSeen < options.proveWithin }
        guard track.state == .confirmed, missed == 0, wasResting(for: options.settleAfter) else { return true }
        // What has only just come to rest is like to move on, or was the last that was seen of somebody.
        let rested = track.lastSeen - track.restingSince
        return now - track.lastSeen >= min(options.recheckShare * rested, options.recheckAfter)
    }

    /// Whether its next pictures matter, whatever moves; what rests is left to a look now and then, until one does not find it.
    func isFollowed(at now: Double, options: Tracker.Options) -> Bool {
        if track.hasEnded { return false }
        if isTentative { return now - track.firstSeen < options.proveWithin }
        if missed > 0 { return true }
        return now - track.lastSeen < options.memory && !wasResting(for: options.followResting)
    }

    private mutating func confirm(at now: Double, options: Tracker.Options) {
        if track.confirmedAt == nil {
            guard track.doubt(at: now, options: options) == nil else { return }
            track.confirmedAt = now
        }
        track.state = .confirmed
    }

    /// Whether it rests where nobody looked this time, so that not seeing it says nothing.
    private func staysUnseen(_ observed: [Box]?, options: Tracker.Options) -> Bool {
        guard let observed, track.state == .confirmed, wasResting(for: options.settleAfter) else { return false }
        return lastBox.covered(byUnionOf: observed) < options.watchedShare
    }

    private mutating func lose(at now: Double, options: Tracker.Options) {
        if isTentative {
            let isScenery = isScenery(options)
            if isScenery { hold() }
            if missed > (isScenery ? patience(options) : options.tentativePatience) { track.state = .ended(.lost) }
            return
        }
        if missed > options.lostAfter + 1e-6 { track.state = .lost }
        if wasResting(for: options.settleAfter) { hold() }
        if !Box.whole.contains(track.box.centre) {
            track.state = .ended(.left)
        } else if missed > patience(options) || isForgotten(at: now, options: options) {
            track.state = .ended(.lost)
        }
    }

    private func patience(_ options: Tracker.Options) -> Double {
        let stood = track.lastSeen - track.restingSince
        return max(options.patience, min(stood, options.restingPatience))
    }

    private func isForgotten(at now: Double, options: Tracker.Options) -> Bool {
        !wasResting(for: options.settleAfter) && now - track.lastSeen > options.memory
    }
}
