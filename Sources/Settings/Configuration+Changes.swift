extension Configuration {
    /// What tells two configurations apart: what a reload has to do, and what it tells of.
    ///
    /// Cameras that are not enabled are as good as none: enabling one adds it, disabling one removes it.
    package struct Changes: Equatable, Sendable {
        /// A camera whose settings differ.
        package struct Camera: Equatable, Sendable {
            package let name: String
            /// The keys that differ, in the documentation's order.
            package let keys: [String]
            /// Whether its stream has to be fetched anew; else only what is made of its pictures changes.
            package let needsConnection: Bool
        }

        /// In the new configuration's order, but for those that it no longer has.
        package private(set) var unchanged: [String] = []
        package private(set) var changed: [Camera] = []
        package private(set) var added: [String] = []
        package private(set) var removed: [String] = []

        /// Keys outside of the cameras, such as `detector.model`.
        package var settings: [String] = []

        package init(from old: Configuration, to new: Configuration) {
            let (before, after) = (old.cameras.filter(\.enabled), new.cameras.filter(\.enabled))
            for camera in after {
                guard let known = before.first(where: { $0.name == camera.name }) else {
                    added.append(camera.name)
                    continue
                }
                if known == camera {
                    unchanged.append(camera.name)
                } else {
                    changed.append(Camera(from: known, to: camera))
                }
            }
            removed = before.map(\.name).filter { name in !after.contains { $0.name == name } }
            settings += old.detector.keysChanged(to: new.detector).map { "detector.\($0)" }
            settings += old.limits.keysChanged(to: new.limits).map { "limits.\($0)" }
            settings += old.state.keysChanged(to: new.state).map { "state.\($0)" }
            settings += old.events.keysChanged(to: new.events).map { "events.\($0)" }
            settings += old.http.keysChanged(to: new.http).map { "http.\($0)" }
            if old.logLevel != new.logLevel { settings.append("log_level") }
        }

        package var isEmpty: Bool { changed.isEmpty && added.isEmpty && removed.isEmpty && settings.isEmpty }

        /// Whether anything in a section differs, such as `events`.
        package func touches(_ section: String) -> Bool {
            settings.contains { $0 == section || $0.hasPrefix(section + ".") }
        }

        /// Whether there are other cameras, or other settings of one.
        package var touchesCameras: Bool { !changed.isEmpty || !added.isEmpty || !removed.isEmpty }

        /// For people: a line each.
        package var lines: [String] {
            added.map { "camera \($0): added" } + removed.map { "camera \($0): removed" }
                + changed.map { "camera \($0.name): changed \($0.keys.joined(separator: ", "))" }
                + settings.map { "changed \($0)" }
        }
    }
}

extension Configuration.Changes.Camera {
    fileprivate init(from old: Configuration.Camera, to new: Configuration.Camera) {
        name = new.name
        keys = old.keysChanged(to: new)
        // What is not known to concern the pictures alone may concern the stream.
        var sameStream = old
        sameStream.priority = new.priority
        sameStream.detect = new.detect
        sameStream.detect.fps = old.detect.fps
        sameStream.motion = new.motion
        sameStream.zones = new.zones
        sameStream.lines = new.lines
        sameStream.objects = new.objects
        sameStream.health = new.health
        sameStream.timeZone = new.timeZone
        sameStream.counts = new.counts
        sameStream.gates = new.gates
        sameStream.rules = new.rules
        sameStream.ground = new.ground
        sameStream.location = new.location
        sameStream.health = new.health
        needsConnection = sameStream != new
    }
}
