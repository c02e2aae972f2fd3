import Clocks
import Threads

/// What may go now, where it is read from, and what became of it.
extension SinkFeed {
    enum Choice {
        case deliveries([Delivery], Attachment)
        case read(camera: String, after: Int64, Attachment)
        case nothing(until: ContinuousClock.Instant?)
    }

    enum Step {
        case wake(Wake)
        case read(camera: String, after: Int64, Attachment)
        case again
    }

    /// Called with the state's lock held, as all below that take the state.
    func choose(_ attachment: Attachment?, _ limit: Int, _ state: inout State) -> Choice {
        guard let attachment, !state.counts.disabled else { return .nothing(until: nil) }
        guard state.unrecorded.count < Self.mostUnrecorded else {
            return .nothing(until: .now + Self.readingPause)
        }
        switch state.lanes.next(upTo: limit, at: .now) {
        case .deliveries(let deliveries): return .deliveries(deliveries, attachment)
        case .read(let camera, let sequence): return .read(camera: camera, after: sequence, attachment)
        case .nothing(let moment): return .nothing(until: moment)
        }
    }

    func step(_ limit: Int, until end: ContinuousClock.Instant?) -> Step {
        var waitEnd = end
        let first = state.withLock { evaluate(limit, &$0, &waitEnd) }
        if let first { return first }
        let known = waitEnd
        let step = state.wait(for: known.map { max(.zero, $0 - .now) }) { state -> Step? in
            var moment = end
            if let step = evaluate(limit, &state, &moment) { return step }
            // Another lane's time may come before the one that is waited for.
            return moment != known && moment.map { moment in known.map { moment < $0 } ?? true } ?? false
                ? .again : nil
        }
        if let step { return step }
        return end.map { $0 <= .now } ?? false ? .wake(.timeout) : .again
    }

    private func evaluate(
        _ limit: Int, _ state: inout State, _ waitEnd: inout ContinuousClock.Instant?
    ) -> Step? {
        if state.isFinished { return .wake(.end) }
        if let closeBy = state.closeBy, closeBy <= .now { return .wake(.end) }
        if state.isWoken {
            state.isWoken = false
            return .wake(.woken)
        }
        switch choose(state.attachment, limit, &state) {
        case .deliveries(let deliveries, _): return .wake(.deliveries(deliveries))
        case .read(let camera, let sequence, let attachment):
            return .read(camera: camera, after: sequence, attachment)
        case .nothing(let moment):
            if state.isDraining { return .wake(.end) }
            waitEnd = [waitEnd, moment, state.closeBy].compactMap(\.self).min()
            return nil
        }
    }

    func read(_ camera: String, after sequence: Int64, _ attachment: Attachment) {
        let limit = isSequential ? 512 : 64
        let deliveries: [Delivery]
        do throws(StoreError) {
            deliveries =
                isSequential
                ? try attachment.store.following(sequence, limit: limit)
                : try attachment.store.waiting(
                    sink: attachment.sink, camera: camera, after: sequence, limit: limit)
        } catch {
            inbox.report(error)
            state.withLock { $0.lanes.failReading(camera: camera, until: .now + Self.readingPause) }
            return
        }
        state.withLock { state in
            guard state.attachment?.store === attachment.store else { return }
            let unrecorded = state.unrecorded
            state.lanes.endReading(camera: camera, deliveries, isComplete: deliveries.count < limit) {
                unrecorded.contains($0)
            }
            let pause = deliveries.first?.nextAttempt.map { pauseLeft(until: $0) }
            if let pause { state.lanes.pause(camera: camera, until: .now + pause) }
        }
    }

    /// Of a moment by the clock on the wall, which may have been set since: no more than a day.
    private func pauseLeft(until moment: CaptureTime) -> Duration {
        let left = moment.microseconds - CaptureTime.now().microseconds
        return .microseconds(min(max(left, 0), 86_400_000_000))
    }

    func settle(
        _ delivery: Delivery, as outcome: Delivery.Outcome, _ state: inout State,
        _ changes: inout StoreChanges
    ) {
        guard let sink = state.attachment?.sink, state.lanes.holds(delivery) else { return }
        var totals = changes.totals[sink] ?? SinkTotals()
        func progress(_ outcome: StoreChanges.Progress.Outcome) {
            guard !isSequential else { return }
            changes.progress.append(
                .init(sink: sink, camera: delivery.camera, sequence: delivery.sequence, outcome: outcome))
        }
        if delivery.attempts > 0, outcome != .untried {
            state.counts.retried += 1
            totals.retried += 1
        }
        switch outcome {
        case .untried: state.lanes.settle(delivery, retry: delivery)
        case .delivered:
            state.lanes.settle(delivery)
            state.counts.delivered += 1
            totals.delivered += 1
            if state.counts.lastError != nil { changes.lastErrors[sink] = .some(nil) }
            state.counts.lastError = nil
            done(delivery, &state)
            progress(.delivered)
        case .failed(let error, let rejected, let pause):
            var retry = delivery
            retry.attempts += 1
            if rejected { retry.rejections += 1 }
            state.lanes.settle(delivery, retry: retry, pausedUntil: .now + pause)
            failed(error, &state, &totals)
            changes.lastErrors[sink] = error
            let next = CaptureTime(microseconds: CaptureTime.now().microseconds + pause.wholeMicroseconds)
            progress(
                .failed(
                    attempts: retry.attempts, rejections: retry.rejections, nextAttempt: next, error: error))
        case .dead(let error):
            state.lanes.settle(delivery)
            state.counts.drop(1, cause: .refused)
            failed(error, &state, &totals)
            totals.dead += 1
            changes.lastErrors[sink] = error
            done(delivery, &state)
            progress(.dead(attempts: delivery.attempts + 1, error: error))
        }
        if totals != SinkTotals() { changes.totals[sink] = totals }
    }

    private func done(_ delivery: Delivery, _ state: inout State) {
        if !isSequential { state.unrecorded.insert(delivery.sequence) }
    }

    private func failed(_ error: String, _ state: inout State, _ totals: inout SinkTotals) {
        state.counts.failed += 1
        state.counts.lastError = error
        totals.failed += 1
    }
}

extension Duration {
    var wholeMicroseconds: Int64 {
        components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000
    }
}
