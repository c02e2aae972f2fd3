extension Configuration {
    /// A broker that gets events and states.
    package struct MQTT: Equatable, Sendable {
        package var url = Address(path: "")
        package var username: String?
        package var password: Secret?
        /// nil: made of the host's name.
        package var clientID: String?
        package var topicPrefix = "vedette"
        package var version = Version.v311
        /// PEM certificates to trust instead of the system's.
        package var caFile: String?
        /// With ``key``, what the broker knows us by.
        package var certificate: String?
        package var key: String?
        package var timeout = Duration.seconds(10)
        /// Of the events that are published; states are told of in any case.
        package var types = ["*"]
        /// nil for all.
        package var cameras: [String]?
        package var homeAssistant = HomeAssistant()
        package var frigateTopics = false

        package init() {}

        package enum Version: String, CaseIterable, Sendable {
            case v311 = "3.1.1"
            case v5 = "5"
        }

        /// Sensors that appear in Home Assistant by themselves.
        package struct HomeAssistant: Equatable, Sendable {
            package var enabled = true
            package var prefix = "homeassistant"

            package init() {}
        }
    }
}

extension Configuration.MQTT: Section {
    static let keys: [Key<Self>] = [
        Key(
            "url", \.url, .address(["mqtt", "mqtts"], orPath: false), need: .required,
            "The broker; `mqtts` speaks TLS. Ports are 1883 and 8883 where the URL has none."),
        Key("username", \.username, .optional(.text("a text")), "What the broker knows the daemon by."),
        Key("password", \.password, .optional(.secret("a password")), "The password that goes with it."),
        Key(
            "client_id", \.clientID, .optional(.text("a text")),
            "Unique among all clients of the broker; `vedette-` and the host's name where not given."),
        Key(
            "topic_prefix", \.topicPrefix, .topic,
            "What all topics but Home Assistant's and Frigate's begin with. Each box has one of its own."),
        Key("version", \.version, .choice, "Of MQTT."),
        Key(
            "ca_file", \.caFile, .optional(.existingFile("the path of a PEM file")),
            "Certificates to trust instead of the system's: for a broker with a certificate of your own."),
        Key(
            "certificate", \.certificate, .optional(.existingFile("the path of a PEM file, or `credential:NAME`")),
            "A certificate that the broker knows the daemon by, with those between it and its authority after it."),
        Key(
            "key", \.key, .optional(.existingFile("the path of a PEM file, or `credential:NAME`")),
            "The certificate's private key, without a passphrase."),
        Key(
            "timeout", \.timeout, .duration(.milliseconds(100)...(.seconds(300))),
            "How long the broker may owe an answer before the connection is given up and made anew."),
        Key(
            "types", \.types, .list(of: .eventType, "event types, with `*` for any characters", mayBeEmpty: false),
            "Which events are published; the states that topics show are kept in any case."),
        Key(
            "cameras", \.cameras, .optional(.list(of: .text("a camera's name"), "cameras", mayBeEmpty: false)),
            "Which cameras are told of; all where not given."),
        Key("home_assistant", \.homeAssistant, .section(), "Sensors that appear in Home Assistant by themselves."),
        Key(
            "frigate_topics", \.frigateTopics, .flag,
            "Publish, besides, what subscribers to Frigate's topics understand; docs/mqtt.md says what."),
    ]

    func check(_ node: Node, _ reader: Reader) {
        if (certificate == nil) != (key == nil) {
            let present = node.value(of: "certificate") ?? node.value(of: "key") ?? node
            reader.fail(present, "`certificate` and `key` go together", "name both files, or neither")
        }
        if password != nil, username == nil, let place = node.value(of: "password") {
            reader.fail(place, "a password without a `username`", "write both")
        }
        guard let place = node.value(of: "url"), url.scheme != nil else { return }
        if (try? URLParts(url.revealed()))?.userInformation != nil {
            reader.fail(place, "a user stands in \(place.shownPath)", "write `username` and `password`")
        }
        guard url.scheme == "mqtt" else { return }
        for name in ["ca_file", "certificate", "key"] {
            if let file = node.value(of: name) {
                reader.fail(file, "\(quoted(name)) goes with TLS, and `mqtt` has none", "write `mqtts://…`")
            }
        }
        if !url.isLoopback {
            let what = password == nil ? "events cross" : "the password and events cross"
            reader.warn(place, "\(what) the network in clear", "use mqtts, or a broker on this machine")
        }
    }
}

extension Configuration.MQTT.HomeAssistant: Section {
    static let keys: [Key<Self>] = [
        Key("enabled", \.enabled, .flag, "Whether each camera is made known as a device with its sensors."),
        Key("prefix", \.prefix, .topic, "Home Assistant's discovery prefix."),
    ]
}

extension Kind where Value == String {
    /// The beginning of topics (MQTT 3.1.1, section 4.7).
    static var topic: Kind {
        let allowed = "a topic of at most 200 bytes without `+` and `#`, neither beginning nor ending with `/` or `$`"
        return Kind(allowed: allowed) { node, _, reader in
            guard let text = reader.text(node, allowed) else { return nil }
            let isTopic =
                text.utf8.count <= 200 && !text.contains { "+#".contains($0) } && !text.hasPrefix("$")
                && !text.hasPrefix("/") && !text.hasSuffix("/") && !text.contains("//")
            if isTopic { return text }
            let bare = String(text.drop { $0 == "/" }.reversed().drop { $0 == "/" }.reversed())
            reader.refuse(node, allowed, bare != text && !bare.isEmpty ? "write `\(bare)`" : nil)
            return nil
        } show: {
            $0
        }
    }
}
