package import Events

/// What each camera sees now, told by its events alone. A value.
package struct CameraStates: Sendable {
    package struct Object: Hashable, Sendable {
        package var label: String
        package var zones: Set<String>
        package var isStationary: Bool
    }

    package struct Camera: Sendable {
        package fileprivate(set) var isOnline = false
        package fileprivate(set) var isMoving = false

        /// Open objects, by their ids.
        package fileprivate(set) var objects: [String: Object] = [:]

        /// Of all objects so far: what was counted once is counted on, down to 0.
        package fileprivate(set) var labels: Set<String> = []

        /// Of its picture, in pixels, where it has said.
        package fileprivate(set) var size: (width: Int, height: Int)?

        /// Events up to this one are in here, or from before the daemon's start.
        fileprivate var newest: Int64 = 0
    }

    package private(set) var cameras: [String: Camera] = [:]
    private var start: Int64 = 0

    package init() {}

    /// - Parameters:
    ///   - camera: empty for the daemon's own events.
    ///   - sequence: the event's place in the order of commits. What was known already, as after a repetition or where
    ///     somebody sends old events again, changes nothing.
    /// - Returns: whether the event was new; it may change nothing even so.
    package mutating func apply(_ event: Event, camera: String, sequence: Int64) -> Bool {
        guard !camera.isEmpty else { return applyDaemon(event.report, sequence) }
        var state = cameras[camera] ?? Camera()
        guard sequence > max(state.newest, start) else { return false }
        state.newest = sequence
        state.apply(event.report)
        cameras[camera] = state
        return true
    }

    /// A daemon that starts knows of no object; one that was killed has told of no end.
    private mutating func applyDaemon(_ report: Report, _ sequence: Int64) -> Bool {
        switch report {
        case .daemonStarted, .daemonStopping:
            guard sequence > start else { return false }
            start = sequence
            for (name, camera) in cameras where camera.newest < sequence {
                cameras[name] = camera.emptied
            }
        default: break
        }
        return true
    }
}

extension CameraStates.Camera {
    /// Nothing is seen; what is known of the camera itself stays.
    fileprivate var emptied: Self {
        var camera = self
        (camera.isOnline, camera.isMoving, camera.objects) = (false, false, [:])
        return camera
    }

    fileprivate mutating func apply(_ report: Report) {
        switch report {
        case .objectStarted(let object), .objectUpdated(let object):
            objects[object.id] = .init(object)
            labels.insert(object.label)
        case .objectEnded(let object): objects[object.id] = nil
        case .zoneEntered(let zone): objects[zone.object.id]?.zones.insert(zone.zone)
        case .zoneLeft(let zone): objects[zone.object.id]?.zones.remove(zone.zone)
        case .motionStarted: isMoving = true
        case .motionEnded: isMoving = false
        case .cameraOnline(let camera):
            isOnline = true
            if let stream = camera.stream { size = (stream.width, stream.height) }
        case .cameraOffline: self = emptied
        default: break
        }
    }
}

extension CameraStates.Object {
    fileprivate init(_ report: ObjectReport) {
        self.init(label: report.label, zones: Set(report.zones), isStationary: report.stationary)
    }
}
