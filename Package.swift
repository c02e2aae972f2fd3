// swift-tools-version: 6.2
import PackageDescription

/// Every target of ours is held to the same rules; the compiler, not a reviewer, finds the exceptions.
let rules: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

/// The rooms that touch C memory also mark each unsafe expression.
let marked = rules + [.strictMemorySafety()]

// The listing is the data's own path: a target may import only what stands above it, and only what is named.
let package = Package(
    name: "vedette",
    products: [.executable(name: "vedette", targets: ["vedette"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    ],
    targets: [
        // The doors to C. FFmpeg's libraries are loaded with the first call, the others linked.
        .target(name: "CFFmpeg"),
        .systemLibrary(name: "COpenBLAS", providers: [.apt(["libopenblas-dev"])]),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(
            name: "CMicroHTTPD", pkgConfig: "libmicrohttpd", providers: [.apt(["libmicrohttpd-dev"])]),
        .systemLibrary(name: "CCairo", pkgConfig: "cairo", providers: [.apt(["libcairo2-dev"])]),
        .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CMosquitto", pkgConfig: "libmosquitto", providers: [.apt(["libmosquitto-dev"])]),
        .target(name: "CKernels", cSettings: [.unsafeFlags(["-O3", "-ffp-contract=fast", "-fno-math-errno"])]),

        // The built-in detector's weights, as bytes of the binary.
        .target(
            name: "CBuiltinModel", exclude: ["builtin.onnx", "builtin-int8.onnx"],
            cSettings: [.unsafeFlags(["-I\(Context.packageDirectory)/Sources/CBuiltinModel"])]),

        // The words that all rooms share.
        .target(name: "Geometry", swiftSettings: rules),
        .target(name: "Clocks", swiftSettings: rules),
        .target(name: "Threads", swiftSettings: rules),
        .target(name: "Seeds", swiftSettings: rules),
        .target(name: "Digests", dependencies: ["COpenSSL"], swiftSettings: rules),
        .target(name: "Settings", dependencies: ["CYAML", "Clocks", "Geometry"], swiftSettings: rules),

        // What is given up when there is more to do than the box can.
        .target(name: "Overload", swiftSettings: rules),

        // Bytes become frames, on a thread a camera.
        .target(name: "Frames", dependencies: ["Geometry", "Clocks"], swiftSettings: marked),
        .target(
            name: "Ingest", dependencies: ["CFFmpeg", "Frames", "Clocks", "Overload", "Threads"],
            swiftSettings: marked),

        // Frames become pictures that people look at.
        .target(name: "Pictures", dependencies: ["CCairo", "CFFmpeg", "Frames", "Geometry"], swiftSettings: marked),

        // Frames become facts, on a few workers.
        .target(name: "Motion", dependencies: ["CKernels", "Frames", "Geometry", "Seeds"], swiftSettings: rules),
        .target(name: "CameraHealth", dependencies: ["Frames"], swiftSettings: marked),
        .target(name: "Inference", dependencies: ["COpenBLAS", "CKernels"], swiftSettings: marked),
        .target(
            name: "Detection",
            dependencies: ["CBuiltinModel", "CKernels", "Inference", "Frames", "Geometry"],
            swiftSettings: rules),
        .target(name: "Tracking", dependencies: ["Geometry"], swiftSettings: rules),
        .target(name: "Rules", dependencies: ["Geometry", "Tracking"], swiftSettings: rules),

        // Facts become events, and leave the box.
        .target(name: "Events", dependencies: ["Geometry", "Clocks", "Seeds"], swiftSettings: rules),
        .target(
            name: "Delivery",
            dependencies: [
                "CCurl", "CMosquitto", "COpenSSL", "CZlib", "Clocks", "Digests", "Geometry", "Threads", "Events",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: rules),
        .target(
            name: "Status", dependencies: ["CMicroHTTPD", "Clocks", "Digests", "Threads", "Events"],
            swiftSettings: rules),

        // Why something was told, or not.
        .target(
            name: "Decisions",
            dependencies: ["Clocks", "Geometry", "Motion", "Pictures", "Rules", "Status", "Tracking"],
            swiftSettings: rules),

        // The pipeline, wired, and the command line.
        .target(
            name: "Daemon",
            dependencies: [
                "CameraHealth", "Clocks", "Decisions", "Delivery", "Detection", "Digests", "Events", "Frames",
                "Geometry",
                "Inference", "Ingest", "Motion", "Overload", "Pictures", "Rules", "Settings", "Status", "Threads",
                "Tracking",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: rules),
        // All that it imports is named: SwiftPM rebuilds a target for what it names, not for what that brings along.
        .executableTarget(
            name: "vedette",
            dependencies: [
                "CameraHealth", "Clocks", "Daemon", "Decisions", "Delivery", "Detection", "Digests", "Events", "Frames",
                "Geometry", "Inference",
                "Ingest", "Motion", "Overload", "Pictures", "Rules", "Seeds", "Settings", "Status", "Threads",
                "Tracking",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: rules),

        .target(name: "TestSupport", dependencies: ["Seeds"], path: "Tests/Support", swiftSettings: rules),
        .target(
            name: "ModelTrials", dependencies: ["Inference", "Seeds"], path: "Tests/ModelTrials", swiftSettings: marked),
    ]
        + fuzzers
        + [
            "CKernels", "Geometry", "Clocks", "Threads", "Digests", "Settings", "Overload", "Frames", "Ingest",
            "Pictures",
            "Motion", "CameraHealth", "Inference", "Detection",
            "Tracking", "Rules", "Events", "Delivery", "Status", "Decisions", "Daemon",
        ].map { room in
            .testTarget(
                name: "\(room)Tests", dependencies: [.target(name: room), "TestSupport"] + alsoTested(by: room),
                swiftSettings: rules)
        }
        + [
            .testTarget(
                name: "EndToEndTests",
                dependencies: ["vedette", "Clocks", "Delivery", "Events", "Geometry", "TestSupport"],
                swiftSettings: rules)
        ]
        + [.testTarget(name: "ArchitectureTests", dependencies: ["TestSupport"], swiftSettings: rules)]
)

/// Built only by `make fuzz`, which sets this: its main function is libFuzzer's.
var fuzzers: [Target] {
    guard Context.environment["VEDETTE_FUZZ"] != nil else { return [] }
    return [
        .executableTarget(name: "fuzz-models", dependencies: ["ModelTrials"], path: "Tests/Fuzz", swiftSettings: marked)
    ]
}

/// What a room's tests need besides the room itself.
func alsoTested(by room: String) -> [Target.Dependency] {
    switch room {
    case "Frames": ["Clocks", "Geometry", "Seeds", "Threads"]
    case "Events": ["Clocks", "Geometry", "Seeds"]
    case "Ingest": ["Clocks", "Frames", "Overload", "Seeds", "Threads"]
    case "Pictures": ["Clocks", "Frames", "Geometry"]
    case "Settings": ["Geometry", "Seeds"]
    case "Tracking": ["Geometry", "Seeds"]
    case "Motion": ["Clocks", "Frames", "Geometry", "Ingest", "Seeds"]
    case "CameraHealth": ["Clocks", "Frames", "Ingest", "Seeds"]
    case "Detection": ["CKernels", "Clocks", "Frames", "Geometry", "Inference", "Ingest", "Seeds"]
    case "Rules": ["Geometry", "Seeds", "Tracking"]
    case "Delivery":
        ["Clocks", "Digests", "Events", "Geometry", "Seeds", .product(name: "Logging", package: "swift-log")]
    case "Status": ["Clocks", "Digests", "Events", "Seeds", "Threads"]
    case "Decisions": ["Clocks", "Geometry", "Motion", "Pictures", "Rules", "Tracking"]
    case "Daemon":
        [
            "Clocks", "Rules", "Seeds", "Status", "Threads", "Events", "Settings",
            .product(name: "Logging", package: "swift-log"),
        ]
    case "Inference": ["ModelTrials", "Seeds"]
    case "Clocks", "Geometry": ["Seeds"]
    default: []
    }
}
