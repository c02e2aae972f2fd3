/// What the daemon is to do, as its configuration file says: a value that two readings of the file can be compared by.
package struct Configuration: Equatable, Sendable {
    /// In the file's order; names are unique.
    package var cameras: [Camera] = []
    package var detector = Detector()
    package var limits = Limits()
    package var state = State()
    package var events = Events()
    package var http = HTTP()
    package var logLevel = LogLevel.info

    package init() {}

    package func camera(named name: String) -> Camera? { cameras.first { $0.name == name } }

    /// swift-log's levels.
    package enum LogLevel: String, CaseIterable, Sendable {
        case trace, debug, info, notice, warning, error, critical
    }
}

extension Configuration: Section {
    static let keys: [Key<Configuration>] = [
        // Read first: every camera starts from it.
        Key(
            "defaults", .cameraDefaults,
            """
            What every camera starts from: the same keys as a camera's, but for its address. A camera's own keys go \
            before; sections are merged key by key, lists and maps are replaced as a whole.
            """
        ) { $1.cameraDefaults = $0 },
        Key(
            "cameras", \.cameras,
            .named(.section(), "cameras by their names", base: { $0.cameraDefaults }) { name, camera in
                var camera = camera
                camera.name = name
                return camera
            }, need: .required, "The cameras, each under the name that its events carry."),
        Key("detector", \.detector, .section(), "The neural network that finds objects, shared by all cameras."),
        Key(
            "limits", \.limits, .section(),
            "What the daemon may cost, and how far it may lag: beyond, cameras give something up, by their `priority`."),
        Key("state", \.state, .section(), "What the daemon remembers across restarts."),
        Key("events", \.events, .section(), "Where events go."),
        Key(
            "http", \.http, .section(shorthand: "listen"),
            "The listener for metrics, health and the API: its address alone, or a mapping."),
        Key(
            "log_level", \.logLevel, .choice,
            "How much the daemon says of itself on standard error: this level and all above it."),
    ]

    func check(_ node: Node, _ reader: Reader) {
        let names = cameras.map(\.name)
        for token in http.tokens where !reader.hasCameraFiles {
            for camera in token.cameras ?? [] where !names.contains(camera) {
                let place = node.value(of: "http")?.value(of: "tokens")?.value(of: token.name)?.value(of: "cameras")
                reader.warn(
                    place ?? node, "there is no camera \(quoted(camera))", didYouMean(camera, among: names))
            }
        }
    }
}

extension Configuration {
    /// The neural network and how many of it run at a time.
    package struct Detector: Equatable, Sendable {
        package var model = Model.builtin
        /// A file with one label a line in the order of the model's classes; nil: the model's own, or its family's usual.
        package var labels: String?
        package var family = Family.auto
        package var workers = 1
        /// nil: the model's own.
        package var size: Size?

        package init() {}

        package enum Model: Hashable, Sendable {
            case builtin
            /// An ONNX file.
            case file(String)
        }

        /// How a model's output is read.
        package enum Family: String, CaseIterable, Sendable {
            case auto, vedette, yunet, fastestdet, rtdetr, picodet, nanodet, yolox, yolov5, yolov8, yolov10, ultraface,
                ssd
            case ssdWithSuppression = "ssd-nms"
        }

        /// The picture that the network sees, in pixels.
        package struct Size: Hashable, Sendable {
            package var width: Int
            package var height: Int
        }
    }

    package struct State: Equatable, Sendable {
        /// nil: where the daemon finds a place, see docs/delivery.md.
        package var directory: String?
        /// Events that every sink has are kept this long, if there is room.
        package var keepEvents = Duration.seconds(168 * 3600)
        /// Of the database of events.
        package var maxSize = ByteCount.megabytes(1000)

        package init() {}
    }
}

extension Configuration.Detector: Section {
    static let keys: [Key<Self>] = [
        Key(
            "model", \.model, .model,
            "The model: the one that comes with Vedette, or an ONNX file of a family that `family` lists."),
        Key(
            "labels", \.labels, .optional(.existingFile("the path of a text file with one label a line")),
            "The names of the model's classes, in its order. Not with the builtin model, which knows its own."),
        Key("family", \.family, .choice, "How the model's output is read; `auto` tells by its shape."),
        Key(
            "workers", \.workers, .whole(1...64),
            "How many frames are looked at at the same time, a thread each. More than there are cores is slower."),
        Key(
            "size", \.size, .optional(.size),
            """
            The size of the picture that the network sees, in pixels, where the model leaves it open. Larger finds \
            smaller objects and costs time in proportion to the area.
            """),
    ]

    func check(_ node: Node, _ reader: Reader) {
        guard model == .builtin, let labels = node.value(of: "labels") else { return }
        reader.fail(labels, "the builtin model knows its own labels; `labels` goes with a `model` from a file")
    }
}

extension Configuration.State: Section {
    static let keys: [Key<Self>] = [
        Key(
            "directory", \.directory, .optional(.path("the path of a folder")),
            """
            The folder for all that must survive a restart, undelivered events first of all; one daemon's alone. Where not \
            given: systemd's `StateDirectory=`; else beside the event log; else `/var/lib/vedette`, or the user's own.
            """),
        Key(
            "keep_events", \.keepEvents, .duration(.seconds(60)...(.seconds(87_600 * 3600))),
            "How long events are kept that every sink has. Undelivered ones are kept longer, while there is room."),
        Key(
            "max_size", \.maxSize, .bytes(1_000_000...1_000_000_000_000),
            """
            How large the database of events may be. Beyond it the oldest delivered events go first; undelivered ones only \
            where that is not enough, and an event says so.
            """),
    ]
}
