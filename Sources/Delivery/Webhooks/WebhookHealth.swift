import Logging

/// What has been said of a webhook, so that a failure is said once, and its end once.
struct WebhookHealth {
    private var isFailing = false

    mutating func say(
        _ outcome: DeliveryOutcome, _ action: DeliveryAttempts.Action, _ delivery: Delivery, to logger: Logger,
        webhook: String
    ) {
        let problem = outcome.problem ?? "none"
        switch action {
        case .delivered:
            if isFailing { logger.notice("webhook works again", metadata: ["webhook": "\(webhook)"]) }
            isFailing = false
        case .retry:
            guard !isFailing else { return }
            isFailing = true
            logger.warning("webhook fails; will try again", metadata: ["webhook": "\(webhook)", "error": "\(problem)"])
        case .giveUp:
            logger.error(
                "webhook refused an event; it is kept as a dead letter",
                metadata: [
                    "webhook": "\(webhook)", "error": "\(problem)", "id": "\(delivery.id)",
                    "type": "\(delivery.type)",
                ])
        case .disable:
            logger.error(
                "webhook answered 410 Gone; it is disabled until the daemon starts again",
                metadata: ["webhook": "\(webhook)"])
        }
    }
}
