import Clocks
import Events

/// What is published, and when: events in, messages out. A value; knows no broker.
package struct Broadcast: Sendable {
    /// What an event leads to.
    package struct Messages: Equatable, Sendable {
        /// The event itself; nil where its type is not published.
        package var event: MQTTMessage?

        /// States that changed by it, and what Frigate's subscribers are told of it.
        package var states: [MQTTMessage] = []
    }

    private let prefix: String
    private let cameras: [MQTTCamera]
    private let filter: EventFilter
    package private(set) var states: CameraStates
    private var published = Published()
    private var frigate: FrigateTopics?
    private let client: String
    private let homeAssistantPrefix: String?
    private let version: String

    /// - Parameters:
    ///   - types: shell patterns of the event types that are published; empty for all.
    ///   - client: unique at the broker.
    ///   - homeAssistant: its discovery prefix; nil for no discovery.
    ///   - version: the program's.
    ///   - states: what is known already.
    package init(
        prefix: String, cameras: [MQTTCamera], types: [String], client: String, homeAssistant: String?,
        publishesFrigateTopics: Bool, version: String, states: CameraStates = CameraStates()
    ) {
        self.states = states
        self.prefix = prefix
        self.cameras = cameras
        var filter = EventFilter()
        filter.types = types
        self.filter = filter
        self.client = client
        homeAssistantPrefix = homeAssistant
        self.version = version
        frigate = publishesFrigateTopics ? FrigateTopics() : nil
    }

    var discovery: HomeAssistant? {
        homeAssistantPrefix.map { HomeAssistant(prefix: $0, client: client, topicPrefix: prefix, version: version) }
    }

    private var values: [String: String] {
        let own = StateTopics(prefix: prefix, cameras: cameras).values(states)
        return own.merging(frigate?.values(states, cameras: cameras) ?? [:]) { $1 }
    }

    /// After a connection: that we are there, the sensors, and all states.
    package mutating func greeting() -> [MQTTMessage] {
        [.state(prefix + "/available", "online")] + (frigate.map { [.state($0.availability, "online")] } ?? [])
            + (discovery?.configurations(cameras) ?? []) + published.all(values)
    }

    /// Before a connection ends in order.
    package var farewell: [MQTTMessage] {
        [.state(prefix + "/available", "offline")] + (frigate.map { [.state($0.availability, "offline")] } ?? [])
    }

    /// What to take back of what the broker has kept.
    package func removals(_ kept: [MQTTMessage]) -> [MQTTMessage] {
        discovery?.removals(kept, cameras: cameras, states: Set(values.keys)) ?? []
    }

    /// - Parameters:
    ///   - camera: empty for the daemon's own events.
    ///   - sequence: its place in the order of commits; an event that states know already changes them no more.
    ///   - body: the event's JSON; one that cannot be read, as of a later version, is published all the same.
    package mutating func messages(type: String, camera: String, sequence: Int64, body: [UInt8]) -> Messages {
        var messages = Messages()
        if filter.passes(EventFacts(type: type, camera: camera)) {
            let name = type.hasPrefix("vedette.") ? String(type.dropFirst("vedette.".count)) : type
            messages.event = MQTTMessage(
                topic: "\(prefix)/events/\(camera.isEmpty ? "_" : camera)/\(name)", payload: body, isRetained: false,
                contentType: "application/cloudevents+json; charset=utf-8")
        }
        guard let event = try? Event(json: body), states.apply(event, camera: camera, sequence: sequence) else {
            return messages
        }
        let told = frigate?.messages(event, camera: camera, states: states) ?? []
        messages.states = told + published.update(values)
        return messages
    }
}
