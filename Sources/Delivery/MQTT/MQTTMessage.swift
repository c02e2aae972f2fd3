/// What is published at one topic.
package struct MQTTMessage: Hashable, Sendable {
    package let topic: String
    package let payload: [UInt8]

    /// Whether the broker keeps it for those who subscribe later; an empty one removes what is kept.
    package let isRetained: Bool

    /// For MQTT 5, what the payload is.
    package let contentType: String?

    package init(topic: String, payload: [UInt8], isRetained: Bool, contentType: String? = nil) {
        self.topic = topic
        self.payload = payload
        self.isRetained = isRetained
        self.contentType = contentType
    }

    /// A short text that is kept.
    static func state(_ topic: String, _ text: String) -> MQTTMessage {
        MQTTMessage(topic: topic, payload: Array(text.utf8), isRetained: true)
    }

    static func removal(_ topic: String) -> MQTTMessage { state(topic, "") }

    package var text: String { String(decoding: payload, as: UTF8.self) }
}

/// A camera as subscribers are told of it.
package struct MQTTCamera: Hashable, Sendable {
    package let name: String

    /// That it looks for.
    package let labels: [String]
    package let zones: [String]

    package init(name: String, labels: [String], zones: [String]) {
        self.name = name
        self.labels = labels
        self.zones = zones
    }
}
