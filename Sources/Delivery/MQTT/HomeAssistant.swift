import FoundationEssentials

/// Home Assistant's MQTT discovery: each camera is a device whose sensors appear by themselves, and go with it.
///
/// Topics are `PREFIX/binary_sensor/NODE/OBJECT/config`, retained. A node is a client and a camera, so that several boxes at one
/// broker do not take each other's away.
struct HomeAssistant {
    /// Usually `homeassistant`.
    let prefix: String

    /// The client's own id, unique at the broker.
    let client: String
    let topicPrefix: String
    let version: String

    /// What to subscribe to, to learn what a broker keeps.
    var filter: String { "\(prefix)/binary_sensor/+/+/config" }

    func configurations(_ cameras: [MQTTCamera]) -> [MQTTMessage] {
        cameras.flatMap { camera in
            [connectivity(camera), motion(camera)] + camera.labels.map { presence($0, camera) }
                + camera.zones.map { occupancy($0, camera) }
        }
    }

    /// What to publish so that nothing of ours remains that no camera has: the sensors of a camera or a zone that is gone,
    /// and the states that they showed.
    ///
    /// - Parameter kept: retained messages that the broker has.
    func removals(_ kept: [MQTTMessage], cameras: [MQTTCamera], states: Set<String>) -> [MQTTMessage] {
        let current = Set(configurations(cameras).map(\.topic))
        return kept.flatMap { message -> [MQTTMessage] in
            guard isOurs(message.topic), !current.contains(message.topic), !message.payload.isEmpty else { return [] }
            let state = (try? JSONDecoder().decode(Kept.self, from: Data(message.payload)))?.stateTopic
            let isStale = state.map { $0.hasPrefix(topicPrefix + "/") && !states.contains($0) } ?? false
            return [.removal(message.topic)] + (isStale ? [.removal(state ?? "")] : [])
        }
    }

    private func isOurs(_ topic: String) -> Bool {
        let levels = topic.dropFirst(prefix.count + 1).split(separator: "/")
        return topic.hasPrefix(prefix + "/") && levels.count == 4 && levels[0] == "binary_sensor"
            && levels[1].hasPrefix(client.asNode + "__") && levels[3] == "config"
    }

    private struct Kept: Decodable {
        let stateTopic: String

        private enum CodingKeys: String, CodingKey {
            case stateTopic = "state_topic"
        }
    }

    // MARK: Sensors

    private func connectivity(_ camera: MQTTCamera) -> MQTTMessage {
        var sensor = sensor("connection", "Connection", camera, topic: "state")
        sensor.deviceClass = "connectivity"
        sensor.entityCategory = "diagnostic"
        (sensor.payloadOn, sensor.payloadOff) = ("online", "offline")
        sensor.availability = [.init(topic: topicPrefix + "/available")]
        return message(sensor, camera)
    }

    private func motion(_ camera: MQTTCamera) -> MQTTMessage {
        var sensor = sensor("motion", "Motion", camera, topic: "motion")
        sensor.deviceClass = "motion"
        return message(sensor, camera)
    }

    private func presence(_ label: String, _ camera: MQTTCamera) -> MQTTMessage {
        let name = label.prefix(1).uppercased() + label.dropFirst()
        var sensor = sensor("label_" + label, name, camera, topic: label.asTopicLevel)
        sensor.countsObjects()
        return message(sensor, camera)
    }

    private func occupancy(_ zone: String, _ camera: MQTTCamera) -> MQTTMessage {
        var sensor = sensor("zone_" + zone, "Zone \(zone)", camera, topic: "zones/" + zone)
        sensor.countsObjects()
        return message(sensor, camera)
    }

    private func sensor(_ object: String, _ name: String, _ camera: MQTTCamera, topic: String) -> Sensor {
        let own = "\(topicPrefix)/\(camera.name)"
        return Sensor(
            objectID: object.asNode, name: name, uniqueID: "\(node(camera))_\(object.asNode)",
            stateTopic: "\(own)/\(topic)",
            availability: [.init(topic: topicPrefix + "/available"), .init(topic: own + "/state")],
            device: .init(identifiers: [node(camera)], name: camera.name, softwareVersion: version),
            origin: .init(softwareVersion: version))
    }

    private func message(_ sensor: Sensor, _ camera: MQTTCamera) -> MQTTMessage {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Texts alone: there is nothing that JSON cannot say.
        let payload = (try? encoder.encode(sensor)) ?? Data()
        return MQTTMessage(
            topic: "\(prefix)/binary_sensor/\(node(camera))/\(sensor.objectID)/config", payload: Array(payload),
            isRetained: true, contentType: "application/json")
    }

    private func node(_ camera: MQTTCamera) -> String { client.asNode + "__" + camera.name.asNode }
}

/// A discovery payload, by Home Assistant's names.
private struct Sensor: Encodable {
    struct Availability: Encodable {
        let topic: String
    }

    struct Device: Encodable {
        let identifiers: [String]
        let name: String
        let manufacturer = "Vedette"
        let model = "Camera"
        let softwareVersion: String

        private enum CodingKeys: String, CodingKey {
            case identifiers, name, manufacturer, model
            case softwareVersion = "sw_version"
        }
    }

    struct Origin: Encodable {
        let name = "Vedette"
        let softwareVersion: String

        private enum CodingKeys: String, CodingKey {
            case name
            case softwareVersion = "sw_version"
        }
    }

    let objectID: String
    let name: String
    let uniqueID: String
    let stateTopic: String
    var deviceClass = ""
    var entityCategory: String?
    var payloadOn = "ON"
    var payloadOff = "OFF"
    var valueTemplate: String?
    /// All of these must say `online`, which is what Home Assistant takes for available.
    var availability: [Availability]
    let availabilityMode = "all"
    let device: Device
    let origin: Origin

    mutating func countsObjects() {
        deviceClass = "occupancy"
        valueTemplate = "{{ 'ON' if value | int(0) > 0 else 'OFF' }}"
    }

    private enum CodingKeys: String, CodingKey {
        case name, availability, device, origin
        case uniqueID = "unique_id"
        case stateTopic = "state_topic"
        case deviceClass = "device_class"
        case entityCategory = "entity_category"
        case payloadOn = "payload_on"
        case payloadOff = "payload_off"
        case valueTemplate = "value_template"
        case availabilityMode = "availability_mode"
    }
}

extension String {
    /// What Home Assistant allows in a node's or an object's id: letters, digits, `_` and `-`. No two texts give the same.
    fileprivate var asNode: String {
        utf8.map { byte in
            let character = Character(Unicode.Scalar(byte))
            let isPlain = byte < 0x80 && (character.isLetter || character.isNumber || character == "-")
            return isPlain ? String(character) : byte == UInt8(ascii: "_") ? "_u" : "_x" + String(byte, radix: 16)
        }.joined()
    }
}
