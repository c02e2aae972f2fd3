/// What is to stand at each retained topic: `PREFIX/CAMERA/…`. A pure function of what the cameras see.
///
/// | topic | value |
/// |---|---|
/// | `PREFIX/CAMERA/state` | `online`, `offline` |
/// | `PREFIX/CAMERA/motion` | `ON`, `OFF` |
/// | `PREFIX/CAMERA/LABEL` | how many are seen now |
/// | `PREFIX/CAMERA/zones/ZONE` | how many stand in the zone now |
struct StateTopics {
    let prefix: String
    let cameras: [MQTTCamera]

    func values(_ states: CameraStates) -> [String: String] {
        var values: [String: String] = [:]
        for camera in cameras {
            let state = states.cameras[camera.name] ?? CameraStates.Camera()
            let own = "\(prefix)/\(camera.name)"
            values[own + "/state"] = state.isOnline ? "online" : "offline"
            values[own + "/motion"] = state.isMoving ? "ON" : "OFF"
            let objects = state.objects.values
            for label in state.labels.union(camera.labels) {
                values["\(own)/\(label.asTopicLevel)"] = "\(objects.count { $0.label == label })"
            }
            for zone in camera.zones {
                values["\(own)/zones/\(zone)"] = "\(objects.count { $0.zones.contains(zone) })"
            }
        }
        return values
    }
}

/// Remembers what was published at retained topics, and tells what is to be published anew.
struct Published {
    private var values: [String: String] = [:]

    /// Those that changed, in the topics' order.
    mutating func update(_ new: [String: String]) -> [MQTTMessage] {
        let changed = new.filter { values[$0.key] != $0.value }
        values.merge(changed) { $1 }
        return changed.sorted { $0.key < $1.key }.map { .state($0.key, $0.value) }
    }

    /// Everything anew, for a broker that may have lost it.
    mutating func all(_ new: [String: String]) -> [MQTTMessage] {
        values = [:]
        return update(new)
    }
}

extension String {
    /// A label of some model may hold anything; `+`, `#` and `/` mean something to MQTT (3.1.1, section 4.7).
    var asTopicLevel: String {
        String(map { "+#/\0".contains($0) ? "_" : $0 })
    }
}
