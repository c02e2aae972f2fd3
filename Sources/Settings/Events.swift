extension Configuration {
    /// Where events go.
    package struct Events: Equatable, Sendable {
        package var log = Log()
        /// In the file's order; names are unique.
        package var webhooks: [Webhook] = []

        package init() {}
    }

    /// The file that every event is appended to, one a line.
    package struct Log: Equatable, Sendable {
        package var path = "/var/log/vedette/events.jsonl"
        package var fsync = Fsync.interval
        package var fsyncInterval = Duration.seconds(1)

        package init() {}

        /// When written events are forced to the disk.
        package enum Fsync: String, CaseIterable, Sendable {
            case everyEvent = "every-event"
            case interval, never
        }
    }

    /// A receiver of events by HTTP POST.
    package struct Webhook: Equatable, Sendable {
        /// The host, unless the file gives a name.
        package var name = ""
        package var url = Address(path: "")
        /// Signs each delivery as Standard Webhooks has it; nil: unsigned.
        package var secret: Secret?
        /// Globs over event types: `*` stands for any characters.
        package var types = ["*"]
        package var timeout = Duration.seconds(10)
        /// PEM certificates to trust instead of the system's.
        package var caFile: String?

        package init() {}
    }
}

extension Configuration.Events: Section {
    static let keys: [Key<Self>] = [
        Key("log", \.log, .section(), "The file that every event is appended to, one JSON object a line."),
        Key(
            "webhooks", \.webhooks, .list(of: .section(), "webhooks"),
            "Receivers of events by HTTP POST, signed as Standard Webhooks has it."),
    ]

    /// A webhook's name is what its deliveries are remembered by, so that two must not share one.
    func check(_ node: Node, _ reader: Reader) {
        guard case .sequence(let nodes)? = node.value(of: "webhooks")?.content, nodes.count == webhooks.count else {
            return
        }
        var names: Set<String> = []
        for (webhook, node) in zip(webhooks, nodes) where !names.insert(webhook.name).inserted {
            reader.fail(
                node.value(of: "name") ?? node, "two webhooks are called \(quoted(webhook.name))",
                "give each a `name` of its own")
        }
    }
}

extension Configuration.Log: Section {
    static let keys: [Key<Self>] = [
        Key(
            "path", \.path, .path("the path of a file"),
            "The file; its folder must exist. It may be renamed at any time: the next event begins a new one."),
        Key(
            "fsync", \.fsync, .choice,
            "When written events are forced to the disk, where a power cut cannot take them."),
        Key(
            "fsync_interval", \.fsyncInterval, .duration(.milliseconds(10)...(.seconds(60))),
            "The longest time that a written event waits for that with `fsync: interval`."),
    ]
}

extension Configuration.Webhook: Section {
    static let keys: [Key<Self>] = [
        Key("name", \.name, .text("a text"), "What the daemon calls it; the URL's host where not given. Unique."),
        Key("url", \.url, .address(["http", "https"], orPath: false), need: .required, "Where events are posted to."),
        Key(
            "secret", \.secret, .optional(.webhookSecret),
            "Signs each delivery, so that the receiver can tell that it is ours: `whsec_` and base64, or any text."),
        Key(
            "types", \.types, .list(of: .eventType, "event types, with `*` for any characters", mayBeEmpty: false),
            "Which events are sent."),
        Key(
            "timeout", \.timeout, .duration(.milliseconds(100)...(.seconds(300))),
            "How long a delivery may take before it is tried again."),
        Key(
            "ca_file", \.caFile, .optional(.existingFile("the path of a PEM file")),
            "Certificates to trust instead of the system's: for a receiver with a certificate of your own."),
    ]

    mutating func check(_ node: Node, _ reader: Reader) {
        if name.isEmpty { name = url.host }
        guard let place = node.value(of: "url"), url.scheme != nil, !url.isLoopback else { return }
        if url.scheme == "http" {
            reader.warn(place, "events cross the network in clear", "use https, or a host on this machine")
        } else if node.value(of: "secret") == nil {
            reader.warn(place, "deliveries are not signed: the receiver cannot tell whose they are", "set `secret`")
        }
    }
}
