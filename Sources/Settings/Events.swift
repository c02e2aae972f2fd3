extension Configuration {
    /// Where events go.
    package struct Events: Equatable, Sendable {
        package var log = Log()
        /// In the file's order; names are unique.
        package var webhooks: [Webhook] = []
        package var mqtt: MQTT?

        package init() {}
    }

    /// The file that every event is appended to, one a line.
    package struct Log: Equatable, Sendable {
        package var path = "/var/log/vedette/events.jsonl"
        package var fsync = Fsync.interval
        package var fsyncInterval = Duration.seconds(1)
        package var rotateAt = ByteCount.megabytes(100)
        package var keepFiles = 10
        package var compress = Compression.gzip

        package init() {}

        /// What becomes of a file that was moved away.
        package enum Compression: String, CaseIterable, Sendable {
            case gzip, none
        }

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
        /// More of them, while receivers change from one to the next.
        package var secrets: [Secret] = []
        /// Globs over event types: `*` stands for any characters.
        package var types = ["*"]
        /// Empty: all, and the daemon's own events.
        package var cameras: [String] = []
        /// Empty: all, and events about no object.
        package var labels: [String] = []
        /// Empty: all, and events about no zone.
        package var zones: [String] = []
        /// nil: all, and events about no object.
        package var score: Double?
        package var format = Format.structured
        /// Events in one request with `format: batched`.
        package var batch = 100
        package var concurrency = 4
        package var headers: [Header] = []
        package var timeout = Duration.seconds(10)
        /// PEM certificates to trust instead of the system's.
        package var caFile: String?
        /// PEM files by which the receiver knows the daemon.
        package var certificate: String?
        package var key: String?
        package var attempts = 12
        package var giveUpAfter = Duration.seconds(168 * 3600)
        package var longestPause = Duration.seconds(3600)

        package init() {}

        /// How CloudEvents' HTTP binding puts events into requests.
        package enum Format: String, CaseIterable, Sendable {
            case structured, binary, batched
        }

        /// All keys that sign, the first one first.
        package var signingSecrets: [Secret] { [secret].compactMap(\.self) + secrets }
    }
}

extension Configuration.Events: Section {
    static let keys: [Key<Self>] = [
        Key(
            "log", \.log, .section(), "The file that every event is appended to, one JSON object a line."),
        Key(
            "webhooks", \.webhooks, .list(of: .section(), "webhooks"),
            "Receivers of events by HTTP POST, signed as Standard Webhooks has it."),
        Key("mqtt", \.mqtt, .optional(.section()), "A broker that gets events, and the states that follow from them."),
    ]

    /// A webhook's name is what its deliveries are remembered by, so that two must not share one.
    func check(_ node: Node, _ reader: Reader) {
        guard case .sequence(let nodes)? = node.value(of: "webhooks")?.content,
            nodes.count == webhooks.count
        else {
            return
        }
        for (webhook, node) in zip(webhooks, nodes) where ["log", "mqtt"].contains(webhook.name) {
            reader.fail(
                node.value(of: "name") ?? node, "\(quoted(webhook.name)) is what the daemon calls another receiver",
                "give the webhook a `name` of its own")
        }
        var names: Set<String> = []
        for (webhook, node) in zip(webhooks, nodes) where !webhook.name.isEmpty && !names.insert(webhook.name).inserted
        {
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
            "The file; its folder is made where it is missing. It may be renamed at any time: the next event begins a new one."
        ),
        Key(
            "fsync", \.fsync, .choice,
            "When written events are forced to the disk, where a power cut cannot take them."),
        Key(
            "fsync_interval", \.fsyncInterval, .duration(.milliseconds(10)...(.seconds(60))),
            "The longest time that a written event waits for that with `fsync: interval`."),
        Key(
            "rotate_at", \.rotateAt, .bytes(100_000...1_000_000_000_000),
            "A file this large is moved away, its name with the time behind it, and a new one begun. 1 TB leaves it to logrotate."
        ),
        Key("keep_files", \.keepFiles, .whole(0...100_000, "files"), "How many files that were moved away are kept."),
        Key("compress", \.compress, .choice, "What becomes of a file that was moved away."),
    ]
}

extension Configuration.Webhook: Section {
    static let keys: [Key<Self>] = [
        Key(
            "name", \.name, .text("a text"),
            "What the daemon calls it; the URL's host where not given. Unique."),
        Key(
            "url", \.url, .address(["http", "https"], orPath: false), need: .required,
            "Where events are posted to."),
        Key(
            "secret", \.secret, .optional(.webhookSecret),
            "Signs each delivery, so that the receiver can tell that it is ours: `whsec_` and base64, or any text."
        ),
        Key(
            "types", \.types,
            .list(of: .eventType, "event types, with `*` for any characters", mayBeEmpty: false),
            "Which events are sent."),
        Key(
            "secrets", \.secrets, .list(of: .webhookSecret, "signing secrets"),
            "More of them: each delivery carries a signature by each, so that receivers can change one after the other."
        ),
        Key(
            "cameras", \.cameras, .list(of: .text("a camera's name"), "cameras"),
            "Whose events are sent; of all where empty."),
        Key(
            "labels", \.labels, .list(of: .label, "labels"),
            "Only events about objects with one of these labels. Where empty, events about no object are sent, too."
        ),
        Key(
            "zones", \.zones, .list(of: .text("a zone's name"), "zones"),
            "Only events about one of these zones, or about objects in one. Where empty, all others, too."
        ),
        Key(
            "score", \.score, .optional(.number(0...1)),
            "Only events about objects of which the detector is so sure. Where not given, events about no object, too."
        ),
        Key(
            "format", \.format, .choice,
            """
            How events stand in a request, by CloudEvents' HTTP binding: `structured`, the log's line; `binary`, its data with \
            the rest as headers; `batched`, a list of lines.
            """),
        Key(
            "batch", \.batch, .whole(1...1000, "events"),
            "How many events one request carries at most, with `format: batched`."),
        Key(
            "concurrency", \.concurrency, .whole(1...64, "requests"),
            "How many requests are under way at a time. A camera's events stay in order: one of its requests at a time."
        ),
        Key(
            "headers", \.headers, .headers,
            "Headers that every request carries, such as a token for the receiver's gateway."),
        Key(
            "timeout", \.timeout, .duration(.milliseconds(100)...(.seconds(300))),
            "How long a delivery may take before it is tried again."),
        Key(
            "ca_file", \.caFile, .optional(.existingFile("the path of a PEM file")),
            "Certificates to trust instead of the system's: for a receiver with a certificate of your own."
        ),
        Key(
            "certificate", \.certificate, .optional(.existingFile("the path of a PEM file")),
            "The certificate by which the receiver knows the daemon, with `key`; `credential:NAME` is what systemd gives."
        ),
        Key(
            "key", \.key, .optional(.existingFile("the path of a PEM file")),
            "The private key of `certificate`."),
        Key(
            "attempts", \.attempts, .whole(1...1000),
            "How often an event is tried that the receiver refuses or fails on. Then it is a dead letter, and the next one goes."
        ),
        Key(
            "give_up_after", \.giveUpAfter, .duration(.seconds(60)...(.seconds(87_600 * 3600))),
            "How old an event may become while the receiver is away, before it is a dead letter."),
        Key(
            "longest_pause", \.longestPause, .duration(.seconds(1)...(.seconds(24 * 3600))),
            "The longest pause between attempts, which begin a second apart and double; a random half of it is left out."
        ),
    ]

    mutating func check(_ node: Node, _ reader: Reader) {
        if name.isEmpty { name = url.host }
        if (certificate == nil) != (key == nil),
            let place = node.value(of: certificate == nil ? "key" : "certificate")
        {
            reader.fail(place, "`certificate` and `key` go together", "give both, or none")
        }
        guard let place = node.value(of: "url"), url.scheme != nil, !url.isLoopback else { return }
        if url.scheme == "http" {
            reader.warn(
                place, "events cross the network in clear", "use https, or a host on this machine")
        } else if node.value(of: "secret") == nil, node.value(of: "secrets") == nil {
            reader.warn(
                place, "deliveries are not signed: the receiver cannot tell whose they are", "set `secret`")
        }
    }
}
