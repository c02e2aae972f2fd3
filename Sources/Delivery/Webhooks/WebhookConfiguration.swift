extension Webhook {
    package struct Configuration: Sendable, CustomStringConvertible {
        package var url: String

        /// What logs and counts call it; the address's scheme, host and port where nil.
        package var name: String?

        /// Each signs every request, so that a receiver may change from one to the next; unsigned where empty.
        package var secrets: [String]

        package var filter = EventFilter()
        package var format = WebhookFormat.structured

        /// Events in one request, where they are batched.
        package var batch = 100

        /// Requests that are under way at a time, each with another camera's events.
        package var concurrency = 4

        /// Names and values, the latter with secrets in them.
        package var headers: [(name: String, value: String)] = []

        /// For one attempt, from name resolution to the answer's head.
        package var timeout: Duration = .seconds(15)

        /// Authorities in PEM to trust instead of the system's.
        package var caFile: String?

        /// PEM files by which the receiver knows us.
        package var certificate: String?
        package var key: String?

        package var attempts = DeliveryAttempts()

        /// In `User-Agent: vedette/VERSION`.
        package var version: String

        /// Neither the address nor the keys, which may all hold secrets.
        package var description: String { "(webhook)" }

        package init(url: String, secret: String? = nil, version: String) {
            self.url = url
            secrets = [secret].compactMap(\.self)
            self.version = version
        }
    }
}
