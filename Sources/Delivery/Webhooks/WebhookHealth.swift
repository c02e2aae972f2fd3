import Logging

/// What has been said of a webhook, so that a failure is said once, and its end once.
struct WebhookHealth {
    private var isFailing = false

    mutating func say(
        _ outcome: DeliveryOutcome, _ verdict: DeliveryAttempts.Verdict, to logger: Logger,
        webhook: String
    ) {
        switch verdict {
        case .delivered:
            if isFailing { logger.notice("webhook works again", metadata: ["webhook": "\(webhook)"]) }
            isFailing = false
        case .away, .rejected:
            guard !isFailing else { return }
            isFailing = true
            logger.warning(
                "webhook fails; will try again",
                metadata: ["webhook": "\(webhook)", "error": "\(outcome.problem ?? "none")"])
        case .giveUp: break
        case .disable:
            logger.error(
                "webhook answered 410 Gone; it is disabled until the daemon starts again",
                metadata: ["webhook": "\(webhook)"])
        }
    }

    func sayGivenUp(_ delivery: Delivery, _ problem: String, to logger: Logger, webhook: String) {
        logger.error(
            "webhook refused an event; it is kept as a dead letter",
            metadata: [
                "webhook": "\(webhook)", "error": "\(problem)", "id": "\(delivery.id)",
                "type": "\(delivery.type)",
            ])
    }
}
