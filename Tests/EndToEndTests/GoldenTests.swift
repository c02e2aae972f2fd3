import Foundation
import TestSupport
import Testing

/// What the material's clips tell, held against what they told when somebody looked at it last; `make golden` renews that.
@Suite("Golden events")
struct GoldenTests {
    static let names = ["pets09-s2l1", "one-by-one-person-detection", "bottle-detection"]
    static let isAvailable =
        names.allSatisfy { Material.has("video/\($0).mp4") } && Material.has("models/yolox_nano.onnx")

    @Test(
        "A clip tells what it told before, to half a second",
        .enabled(if: isAvailable, "the material's clips and models are not at hand"), arguments: names)
    func golden(name: String) throws {
        let stage = try Stage()
        let folder = Material.packageRoot + "/Tests/Golden/"
        let replay = try stage.vedette(
            "replay", "--config", folder + name + ".yaml", "--camera", "golden", "--expect",
            folder + name + ".events.jsonl", Material.path("video/\(name).mp4"),
            environment: ["VEDETTE_MATERIAL": Material.folder])
        let status = replay.exitStatus(within: 300)
        #expect(status == 0, "\(replay.standardOutput)\(replay.standardError)\nif that is right: make golden")
    }
}
