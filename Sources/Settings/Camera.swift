package import Clocks
package import Geometry

extension Configuration {
    /// One camera and what is made of its pictures.
    package struct Camera: Equatable, Named, Sendable {
        package var name = ""
        package var enabled = true
        package var priority = Priority.normal
        package var source = Source()
        package var decode = Decode.auto
        package var onDemand = OnDemand()
        package var detect = Detect()
        package var motion = Motion()
        /// In the file's order; names are unique within the camera.
        package var zones: [Zone] = []
        /// In the file's order; names are unique within the camera.
        package var lines: [Line] = []
        /// In the file's order; names are unique within the camera.
        package var gates: [Gate] = []
        /// In the file's order; names are unique within the camera.
        package var rules: [Rule] = []
        package var objects = Objects()
        /// nil where the camera is not calibrated.
        package var ground: Ground?
        /// nil where nobody said where that is.
        package var location: Location?
        /// nil for the host's own.
        package var timeZone: ZoneInfo?
        package var counts = Counts()
        package var health = Health()

        package init() {}

        /// How long it keeps what it has while the box is overloaded.
        package enum Priority: String, CaseIterable, Sendable {
            case low, normal, high
        }

        /// Which frames are decoded at all.
        package enum Decode: String, CaseIterable, Sendable {
            case everyFrame = "every-frame"
            case keyframes
            case onDemand = "on-demand"
            case auto
        }
    }
}

extension Configuration.Camera: Section {
    static let keys: [Key<Self>] = [
        Key("enabled", \.enabled, .flag, "Whether the camera is watched."),
        Key(
            "priority", \.priority, .choice,
            """
            What is given up first when the box has more to do than `limits` allow, and whose frames are looked at first: \
            `low` before `normal` before `high`.
            """),
        Key(
            "source", \.source, .section(shorthand: "url"), need: .required,
            "Where the pictures come from: the address alone, or a mapping."),
        Key(
            "decode", \.decode, .choice,
            """
            Which pictures are decoded. `on-demand` leaves packets undecoded until something seems to move, and proves by \
            audits that it misses nothing; `auto` is the same but where it cannot save anything. `keyframes` decodes only \
            pictures that stand alone, one every few seconds: cheap, and blind between.
            """),
        Key("on_demand", \.onDemand, .section(), "How `on-demand` and `auto` are held to account."),
        Key("detect", \.detect, .section(), "What is looked for, and how often."),
        Key("motion", \.motion, .section(), "The gate before the detector: a still picture is not looked at."),
        Key(
            "zones", \.zones,
            .named(.section(shorthand: "polygon"), "zones by their names", base: { _ in Zone() }) { name, zone in
                var zone = zone
                zone.name = name
                return zone
            },
            "Parts of the picture that events name when an object's foot is in them: a polygon each, or a mapping."),
        Key(
            "lines", \.lines,
            .named(.section(), "lines by their names", base: { _ in Line() }) { name, line in
                var line = line
                line.name = name
                return line
            },
            "Lines across which objects are counted, as their feet cross them."),
        Key(
            "gates", \.gates,
            .named(.section(), "gates by their names", base: { _ in Gate() }) { name, gate in
                var gate = gate
                gate.name = name
                return gate
            },
            "Pairs of lines that objects cross in one go, for a sure direction."),
        Key(
            "rules", \.rules,
            .named(.section(), "rules by their names", base: { _ in Rule() }) { name, rule in
                var rule = rule
                rule.name = name
                return rule
            },
            "Several conditions that together are worth telling."),
        Key("objects", \.objects, .section(), "When an object begins, changes and ends."),
        Key(
            "ground", \.ground, .optional(.section(shorthand: "points")),
            "Where points of the picture are on the ground: what speeds and sizes are measured by. See [rules](rules.md#speed)."
        ),
        Key(
            "location", \.location, .optional(.section()),
            "Where on earth the camera stands, for schedules that go by sunrise and sunset."),
        Key(
            "time_zone", \.timeZone, .optional(.timeZone),
            "The clock on the wall that schedules and counts go by; the host's where not given."),
        Key("counts", \.counts, .section(), "Reports of what was counted."),
        Key(
            "health", \.health, .section(shorthand: "enabled"),
            "Tells when the camera sends pictures that are not worth much; each check may be switched off by `false` alone."
        ),
    ]

}

extension Configuration.Camera {
    /// Where a camera's pictures come from, and how they are fetched and decoded.
    package struct Source: Equatable, Sendable {
        package var url = Address(path: "")
        /// A larger stream of the same camera, for pictures that people look at; nil where `url` has to do.
        package var main: Address?
        package var transport = Transport.tcp
        package var hardware = Hardware.none
        package var openTimeout = Duration.seconds(10)
        package var readTimeout = Duration.seconds(10)

        package init() {}

        package enum Transport: String, CaseIterable, Sendable {
            case tcp, udp
        }

        /// FFmpeg's names of hardware decoders.
        package enum Hardware: String, CaseIterable, Sendable {
            case none, vaapi, cuda, v4l2m2m, qsv, drm, videotoolbox
        }
    }
}

extension Configuration.Camera.Source: Section {
    static let keys: [Key<Self>] = [
        Key(
            "url", \.url, .address(["rtsp", "rtsps", "http", "https"], orPath: true), need: .own,
            """
            The camera's address, or a video file. `${NAME}` in the place of a password may hold any character; \
            `file:PATH` reads the whole address from a file.
            """),
        Key(
            "main", \.main, .optional(.address(["rtsp", "rtsps", "http", "https"], orPath: true)),
            """
            A larger stream of the same camera: `url` is for detection, this one for pictures that people look at. It is \
            opened only when one is asked for (`vedette snapshot`).
            """),
        Key("transport", \.transport, .choice, "How RTSP carries the video: `udp` may lose packets, `tcp` may lag."),
        Key(
            "hardware", \.hardware, .choice,
            "The hardware that decodes; software takes over, with a warning, where it cannot."),
        Key(
            "open_timeout", \.openTimeout, .duration(.milliseconds(100)...(.seconds(300))),
            "How long connecting may take, all answers included, before it is tried anew."),
        Key(
            "read_timeout", \.readTimeout, .duration(.milliseconds(100)...(.seconds(300))),
            "How long the camera may send nothing before the connection counts as lost."),
    ]
}

extension Configuration.Camera {
    /// Decoding on demand.
    package struct OnDemand: Equatable, Sendable {
        /// The least share of audited motions that it must see.
        package var recall = 0.98
        package var lookEvery = Duration.seconds(20)
        package var memoryMB = 8.0

        package init() {}
    }
}

extension Configuration.Camera.OnDemand: Section {
    static let keys: [Key<Self>] = [
        Key(
            "recall", \.recall, .number(0...1, "of all motions"),
            """
            The share of audited motions that decoding on demand must see; where it sees fewer, every frame is decoded, \
            and it is tried again later.
            """),
        Key(
            "look_every", \.lookEvery, .duration(.seconds(1)...(.seconds(20))),
            """
            How often a picture is decoded and compared though nothing seems to move; four times as often until packets have \
            betrayed three motions. What only such a look finds is told of from its beginning, but this much later.
            """),
        Key(
            "memory_mb", \.memoryMB, .number(1...256, "MiB"),
            "What waits undecoded takes at most so much; besides, at most 30 seconds and 4096 packets."),
    ]
}

extension Configuration.Camera {
    /// What is looked for in a camera's pictures.
    package struct Detect: Equatable, Sendable {
        package var enabled = true
        /// At most so many frames a second are looked at.
        package var fps = 5.0
        /// How often motion is looked at where looks find nothing.
        package var idleFPS = 1.0
        package var labels = Configuration.builtinLabels
        package var score = Scores()
        /// Whether regions of motion are looked at on their own, enlarged, besides the whole picture.
        package var regions = true

        package init() {}
    }

    /// The least score of a detection that counts, 0 to 1, by label.
    package struct Scores: Equatable, Sendable {
        /// For the labels that `byLabel` does not name; nil: what the model takes for sure.
        package var standard: Double?
        package var byLabel: [String: Double] = [:]

        package init(standard: Double? = nil, byLabel: [String: Double] = [:]) {
            self.standard = standard
            self.byLabel = byLabel
        }

        package subscript(label: String) -> Double? { byLabel[label] ?? standard }
    }
}

extension Configuration {
    /// What the builtin model finds, and what a camera looks for when it does not say.
    package static let builtinLabels = ["person", "bicycle", "car", "motorcycle", "bus", "truck", "dog", "cat"]
}

extension Configuration.Camera.Detect: Section {
    static let keys: [Key<Self>] = [
        Key(
            "enabled", \.enabled, .flag,
            "Whether objects are looked for; without, the camera has events of motion only."),
        Key(
            "fps", \.fps, .number(0.1...60, "frames a second"),
            "At most so many frames a second are looked at; fewer where nothing moves or the machine is busy."),
        Key(
            "idle_fps", \.idleFPS, .number(0.1...60, "frames a second"),
            """
            How often motion is looked at in places where looks find nothing, such as a tree in the wind; at `fps` or more, each \
            time.
            """),
        Key(
            "labels", \.labels, .list(of: .label, "labels that the model knows", mayBeEmpty: false),
            "What is looked for."),
        Key(
            "score", \.score, .scores,
            """
            How sure the detector must be, for all labels, or by label with `default` for the others: \
            `{person: 0.4, default: 0.6}`; `model` leaves it to the model, since one's 0.4 is another's 0.7. Lower finds \
            more, and more that is not there.
            """),
        Key(
            "regions", \.regions, .flag,
            "Whether regions of motion are also looked at enlarged, which finds small and far objects and costs time."),
    ]
}

extension Configuration.Camera {
    /// The gate before the detector.
    package struct Motion: Equatable, Sendable {
        package var enabled = true
        package var masks: [Polygon] = []
        /// As a share of the picture's area.
        package var minimumArea = 0.0005
        package var sensitivity = Sensitivity.medium
        package var longestStill = Duration.seconds(30)

        package init() {}

        package enum Sensitivity: String, CaseIterable, Sendable {
            case low, medium, high
        }
    }
}

extension Configuration.Camera.Motion: Section {
    static let keys: [Key<Self>] = [
        Key(
            "enabled", \.enabled, .flag,
            "Whether still pictures are spared; without, every frame that is due is looked at."),
        Key(
            "masks", \.masks, .list(of: .polygon, "polygons"),
            "Parts of the picture where motion does not count: a clock, a flag, a busy road, trees in the wind."),
        Key(
            "minimum_area", \.minimumArea, .number(0...1, "of the picture's area"),
            "Motion smaller than this share of the picture does not count; 0.0005 of a full HD picture is 32 by 32 pixels."
        ),
        Key("sensitivity", \.sensitivity, .choice, "How much a pixel must change to count as moving."),
        Key(
            "longest_still", \.longestStill, .duration(.seconds(1)...(.seconds(3600))),
            "A still picture is looked at all the same after this time."),
    ]
}
