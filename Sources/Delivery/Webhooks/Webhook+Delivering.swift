import Clocks
import Threads

extension Webhook {
    /// What is under way.
    private struct Shipment {
        let deliveries: [Delivery]
        let round: CircuitBreaker.Round
    }

    /// What the thread remembers between requests.
    private struct State {
        var breaker: CircuitBreaker
        var shipments: [Int: Shipment] = [:]
        var health = WebhookHealth()
        var nextTag = 0
    }

    func run(_ feed: SinkFeed) {
        blockWriteSignalsOnThisThread()
        var state = State(breaker: CircuitBreaker(backoff: configuration.attempts.backoff))
        while true {
            let again = fill(&state, feed)
            switch feed.stage {
            case .over: return end(&state, feed)
            case .draining where state.shipments.isEmpty: return end(&state, feed)
            default: break
            }
            let wake = [again, state.breaker.nextAttempt.flatMap { $0 > .now ? $0 : nil }, feed.closeBy]
            for (tag, outcome) in transport.finished(by: wake.compactMap(\.self).min()) {
                guard let shipment = state.shipments.removeValue(forKey: tag) else { continue }
                settle(shipment, outcome, &state, feed)
            }
        }
    }

    /// Starts as many requests as may be under way.
    ///
    /// - Returns: when there may be more to start.
    private func fill(_ state: inout State, _ feed: SinkFeed) -> ContinuousClock.Instant? {
        while state.shipments.count < configuration.concurrency {
            guard let round = state.breaker.admit(inFlight: state.shipments.count, at: .now) else {
                return nil
            }
            let (deliveries, again) = collect(feed)
            guard !deliveries.isEmpty else { return again }
            send(Shipment(deliveries: deliveries, round: round), &state, feed)
        }
        return nil
    }

    /// One event; where they are batched, as many as are at hand, but one alone that was in a batch which was refused.
    private func collect(_ feed: SinkFeed) -> (
        deliveries: [Delivery], again: ContinuousClock.Instant?
    ) {
        let limit = configuration.format == .batched ? configuration.batch : 1
        let (taken, again) = feed.take(upTo: limit)
        var collected = taken
        guard let first = collected.first else { return ([], again) }
        guard first.rejections == 0 else {
            feed.settle(Array(collected.dropFirst()), as: .untried)
            return ([first], nil)
        }
        while collected.count < limit {
            let more = feed.take(upTo: limit - collected.count)
            guard !more.deliveries.isEmpty else { break }
            collected += more.deliveries
        }
        return (collected, nil)
    }

    private func send(_ shipment: Shipment, _ state: inout State, _ feed: SinkFeed) {
        guard let request = WebhookRequest(shipment.deliveries, format: configuration.format),
            let headers = headers(for: request)
        else {
            return feed.settle(shipment.deliveries, as: .dead(error: "it cannot be written as a request"))
        }
        state.nextTag += 1
        let isStarted = transport.start(
            request.body, headers: headers, tag: state.nextTag, deadline: .now + configuration.timeout)
        if isStarted {
            state.shipments[state.nextTag] = shipment
        } else {
            settle(shipment, .failed("libcurl cannot start a request"), &state, feed)
        }
    }

    private func headers(for request: WebhookRequest) -> [String]? {
        let timestamp = CaptureTime.now().microseconds / 1_000_000
        var lines = request.headers + ["webhook-id: \(request.id)", "webhook-timestamp: \(timestamp)"]
        let made = signatures.compactMap {
            $0.signature(id: request.id, timestamp: timestamp, body: request.body)
        }
        guard made.count == signatures.count else { return nil }
        if !made.isEmpty { lines.append("webhook-signature: " + made.joined(separator: " ")) }
        return lines + configuration.headers.map { "\($0.name): \($0.value)" }
    }

    private func settle(
        _ shipment: Shipment, _ outcome: DeliveryOutcome, _ state: inout State, _ feed: SinkFeed
    ) {
        let problem = outcome.problem ?? ""
        let now = CaptureTime.now().microseconds
        for (place, delivery) in shipment.deliveries.enumerated() {
            let verdict = configuration.attempts.verdict(
                outcome, failures: delivery.attempts, rejections: delivery.rejections,
                age: .microseconds(now - delivery.stored.microseconds), chance: .random(in: 0...1))
            if place == 0 { state.health.say(outcome, verdict, to: logger, webhook: name) }
            switch verdict {
            case .delivered:
                state.breaker.succeed()
                feed.settle(delivery, as: .delivered)
            case .away(let asked):
                let pause = state.breaker.fail(
                    shipment.round, asked: asked, chance: .random(in: 0...1), at: .now)
                feed.settle(delivery, as: .failed(error: problem, rejected: false, after: pause))
            case .rejected(let pause):
                state.breaker.succeed()
                feed.settle(delivery, as: .failed(error: problem, rejected: true, after: pause))
            case .giveUp:
                state.health.sayGivenUp(delivery, problem, to: logger, webhook: name)
                feed.settle(delivery, as: .dead(error: problem))
            case .disable: feed.disable(problem)
            }
        }
    }

    /// What is under way may arrive or not: it goes once more, after the next start.
    private func end(_ state: inout State, _ feed: SinkFeed) {
        for tag in transport.abandon() {
            guard let shipment = state.shipments.removeValue(forKey: tag) else { continue }
            feed.settle(shipment.deliveries, as: .untried)
        }
        feed.finish()
    }
}
