import Clocks
package import Events
import FoundationEssentials
import Geometry

/// What subscribers that know Frigate's topics understand; docs/mqtt.md has the mapping field by field. A value.
package struct FrigateTopics: Sendable {
    private let prefix = "frigate"

    /// What each open object was when it was last told of, by camera and id.
    private var told: [String: [String: Told]] = [:]

    private struct Told: Sendable {
        var payload: Tracked
        var entered: [String]
    }

    package init() {}

    var availability: String { prefix + "/available" }

    /// `frigate/events` for an event that is about an object's life or its zones.
    package mutating func messages(_ event: Event, camera: String, states: CameraStates) -> [MQTTMessage] {
        switch event.report {
        case .objectStarted(let object): message("new", object, event, camera, states)
        case .objectUpdated(let object): message("update", object, event, camera, states)
        case .zoneEntered(let zone), .zoneLeft(let zone): message("update", zone.object, event, camera, states)
        case .objectEnded(let object): message("end", object, event, camera, states)
        case .daemonStarted, .daemonStopping:
            forget()
        default: []
        }
    }

    private mutating func forget() -> [MQTTMessage] {
        told = [:]
        return []
    }

    private mutating func message(
        _ type: String, _ object: ObjectReport, _ event: Event, _ camera: String, _ states: CameraStates
    ) -> [MQTTMessage] {
        let before = told[camera]?[object.id]
        let isEnd = type == "end"
        var entered = before?.entered ?? []
        for zone in object.zones where !entered.contains(zone) { entered.append(zone) }
        let size = states.cameras[camera]?.size ?? (1_280, 720)
        let after = Tracked(
            object, camera: camera, at: event.time, endsAt: isEnd ? event.time : nil, size: size, entered: entered,
            best: before?.payload.snapshot)
        told[camera, default: [:]][object.id] = isEnd ? nil : Told(payload: after, entered: entered)
        let change = Change(type: type, before: before?.payload ?? after, after: after)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let payload = try? encoder.encode(change) else { return [] }
        return [
            MQTTMessage(
                topic: prefix + "/events", payload: Array(payload), isRetained: false, contentType: "application/json")
        ]
    }

    /// Counts and motion. Zones of one name in several cameras are one, as Frigate has it.
    func values(_ states: CameraStates, cameras: [MQTTCamera]) -> [String: String] {
        var values: [String: String] = [:]
        var zones: [String: [CameraStates.Object]] = [:]
        for camera in cameras {
            let state = states.cameras[camera.name] ?? CameraStates.Camera()
            values["\(prefix)/\(camera.name)/motion"] = state.isMoving ? "ON" : "OFF"
            count(Array(state.objects.values), at: camera.name, labels: state.labels.union(camera.labels), &values)
            for zone in camera.zones {
                zones[zone, default: []] += state.objects.values.filter { $0.zones.contains(zone) }
            }
        }
        let seen = cameras.flatMap { states.cameras[$0.name]?.labels ?? [] }
        let labels = Set(cameras.flatMap(\.labels) + seen)
        for (zone, objects) in zones { count(objects, at: zone, labels: labels, &values) }
        return values
    }

    private func count(
        _ objects: [CameraStates.Object], at place: String, labels: Set<String>, _ values: inout [String: String]
    ) {
        func set(_ name: String, _ objects: [CameraStates.Object]) {
            values["\(prefix)/\(place)/\(name)"] = "\(objects.count)"
            values["\(prefix)/\(place)/\(name)/active"] = "\(objects.count { !$0.isStationary })"
        }
        for label in labels {
            set(label.asTopicLevel, objects.filter { $0.label == label })
        }
        set("all", objects)
    }
}

/// `{"type": …, "before": …, "after": …}`.
private struct Change: Encodable {
    let type: String
    let before: Tracked
    let after: Tracked
}

/// A tracked object by Frigate's names and units: pixels, seconds since 1970.
private struct Tracked: Encodable, Sendable {
    struct Snapshot: Encodable, Sendable {
        let frameTime: Double
        let box: [Int]
        let area: Int
        let region: [Int]
        let score: Double
        let attributes: [String]

        private enum CodingKeys: String, CodingKey {
            case box, area, region, score, attributes
            case frameTime = "frame_time"
        }
    }

    let id: String
    let camera: String
    let frameTime: Double
    let snapshot: Snapshot
    let label: String
    let topScore: Double
    let startTime: Double
    let endTime: Double?
    let score: Double
    let box: [Int]
    let area: Int
    let ratio: Double
    let region: [Int]
    let currentZones: [String]
    let enteredZones: [String]
    let isStationary: Bool

    init(
        _ object: ObjectReport, camera: String, at time: CaptureTime, endsAt end: CaptureTime?,
        size: (width: Int, height: Int), entered: [String], best: Snapshot?
    ) {
        func pixels(_ share: Double, _ length: Int) -> Int { Int((share * Double(length)).rounded()) }
        let start = object.firstSeen.seconds
        id = "\(object.firstSeen.microseconds / 1_000_000).\(microseconds(object.firstSeen))-\(object.id)"
        self.camera = camera
        frameTime = time.seconds
        label = object.label
        (score, topScore) = (object.score, object.topScore)
        (startTime, endTime) = (start, end?.seconds)
        box = [
            pixels(object.box.left, size.width), pixels(object.box.top, size.height),
            pixels(object.box.right, size.width), pixels(object.box.bottom, size.height),
        ]
        let (width, height) = (box[2] - box[0], box[3] - box[1])
        area = width * height
        ratio = height > 0 ? (Double(width) / Double(height) * 100).rounded() / 100 : 0
        region = [0, 0, size.width, size.height]
        (currentZones, enteredZones) = (object.zones, entered)
        isStationary = object.stationary
        if let best, best.score >= object.score {
            snapshot = best
        } else {
            snapshot = Snapshot(
                frameTime: time.seconds, box: box, area: area, region: region, score: object.score, attributes: [])
        }
    }

    private enum CodingKeys: String, CodingKey {
        case id, camera, snapshot, label, score, box, area, ratio, region, stationary, active, attributes, thumbnail
        case frameTime = "frame_time"
        case subLabel = "sub_label"
        case topScore = "top_score"
        case falsePositive = "false_positive"
        case startTime = "start_time"
        case endTime = "end_time"
        case currentZones = "current_zones"
        case enteredZones = "entered_zones"
        case hasClip = "has_clip"
        case hasSnapshot = "has_snapshot"
        case motionlessCount = "motionless_count"
        case positionChanges = "position_changes"
        case currentAttributes = "current_attributes"
        case pendingLoitering = "pending_loitering"
    }

    func encode(to encoder: any Encoder) throws {
        var members = encoder.container(keyedBy: CodingKeys.self)
        try members.encode(id, forKey: .id)
        try members.encode(camera, forKey: .camera)
        try members.encode(frameTime, forKey: .frameTime)
        try members.encode(snapshot, forKey: .snapshot)
        try members.encode(label, forKey: .label)
        try members.encodeNil(forKey: .subLabel)
        try members.encode(topScore, forKey: .topScore)
        try members.encode(false, forKey: .falsePositive)
        try members.encode(startTime, forKey: .startTime)
        try members.encode(endTime, forKey: .endTime)
        try members.encode(score, forKey: .score)
        try members.encode(box, forKey: .box)
        try members.encode(area, forKey: .area)
        try members.encode(ratio, forKey: .ratio)
        try members.encode(region, forKey: .region)
        try members.encode(currentZones, forKey: .currentZones)
        try members.encode(enteredZones, forKey: .enteredZones)
        try members.encode(isStationary, forKey: .stationary)
        try members.encode(!isStationary, forKey: .active)
        // What Vedette does not have, by the values that mean so.
        for key in [CodingKeys.hasClip, .hasSnapshot, .pendingLoitering] { try members.encode(false, forKey: key) }
        for key in [CodingKeys.motionlessCount, .positionChanges] { try members.encode(0, forKey: key) }
        try members.encodeNil(forKey: .thumbnail)
        try members.encode([String: Double](), forKey: .attributes)
        try members.encode([String](), forKey: .currentAttributes)
    }
}

/// Six digits, as Frigate writes an id.
private func microseconds(_ time: CaptureTime) -> String {
    let digits = String(abs(time.microseconds % 1_000_000))
    return String(repeating: "0", count: 6 - digits.count) + digits
}

extension CaptureTime {
    /// Since 1970.
    fileprivate var seconds: Double { Double(microseconds) / 1_000_000 }
}
