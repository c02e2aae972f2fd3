import Detection
import Geometry
import Seeds
import TestSupport
import Testing

/// Real models on real footage, through the whole path from planes to boxes.
@Suite struct DetectorTests {
    private static let hasMaterial = Material.has(
        "video/pets09-s2l1.mp4", "tracks/pets09-s2l1.gt.txt", "models/FastestDet.onnx", "models/yolox_nano.onnx")

    @Test(
        .enabled(if: hasMaterial, "needs VEDETTE_MATERIAL"),
        arguments: [("FastestDet", 0.65, 0.7), ("yolox_nano", 0.85, 0.85)])
    func `People in footage are found`(model: String, recall: Double, precision: Double) throws {
        let detector = try Detector(
            DetectionModel.load(path: Material.path("models/\(model).onnx")),
            options: DetectorOptions(labels: ["person"]))
        var (found, right, present) = (0, 0, 0)
        for (frame, people) in zip(try Footage.pets.frames(), try Footage.pets.people()) {
            let boxes = try detector.detect(frame.frame()).map(\.box)
            found += boxes.count
            present += people.count
            right += people.filter { person in boxes.contains { $0.overlap(person) > 0.5 } }.count
        }
        #expect(present > 40)
        #expect(Double(right) / Double(present) >= recall)
        #expect(Double(right) / Double(found) >= precision)
    }

    @Test(.enabled(if: hasMaterial, "needs VEDETTE_MATERIAL"))
    func `Regions find at least what the whole frame finds, and say what was looked at`() throws {
        let detector = try Detector(
            DetectionModel.load(path: Material.path("models/FastestDet.onnx")),
            options: DetectorOptions(labels: ["person"]))
        var (whole, regions) = (0, 0)
        var planner = RegionPlanner()
        for (index, (frame, people)) in zip(try Footage.pets.frames(), try Footage.pets.people()).enumerated() {
            let areas = planner.plan(
                interest: people, frame: InputSize(width: 768, height: 576), input: detector.model.size,
                seconds: Double(index) * 8)
            let observation = try detector.detect(frame.frame(), in: areas)
            #expect(observation.areas == areas)
            let plain = try detector.detect(frame.frame())
            whole += people.filter { person in plain.contains { $0.box.overlap(person) > 0.5 } }.count
            regions +=
                people.filter { person in
                    observation.detections.contains { $0.box.overlap(person) > 0.5 }
                }.count
        }
        #expect(regions >= whole)
    }

    @Test(.enabled(if: Material.has("models/FastestDet.onnx"), "needs VEDETTE_MATERIAL"))
    func `The same frame gives the same boxes each time, also between looks at regions`() throws {
        let detector = try Detector(
            DetectionModel.load(path: Material.path("models/FastestDet.onnx")), options: DetectorOptions(score: 0.05))
        var random = SeededGenerator(seed: 5)
        let picture = TestFrame(width: 333, height: 201, layout: .yuv420p)
        picture.draw { plane, x, y in UInt8.random(in: 0...255, using: &random) / 2 + UInt8((x + y + plane) % 128) }
        let first = try detector.detect(picture.frame())
        _ = try detector.detect(picture.frame(), in: [Box(left: 0.5, top: 0.1, right: 1.2, bottom: 0.6)])
        #expect(try detector.detect(picture.frame()) == first)
    }

    @Test(.enabled(if: Material.has("models/yunet_n_dynamic.onnx"), "needs VEDETTE_MATERIAL"))
    func `A graph of open size takes each area in its own shape`() throws {
        let model = try DetectionModel.load(
            path: Material.path("models/yunet_n_dynamic.onnx"),
            settings: ModelSettings(size: InputSize(width: 320, height: 320)))
        #expect(type(of: model.family).name == "yunet")
        #expect(model.labels == ["face"])
        #expect(model.inputSize(aspect: 16.0 / 9) == InputSize(width: 416, height: 224))
        #expect(model.inputSize(aspect: 1) == InputSize(width: 320, height: 320))
        let detector = try Detector(model, options: DetectorOptions(score: 0.01))
        let picture = TestFrame(width: 640, height: 360, layout: .yuv420p)
        picture.draw { plane, x, y in UInt8((x * y / (plane + 3)) % 256) }
        let areas = [Box.whole, Box(left: 0.2, top: 0, right: 0.4, bottom: 0.5)]
        #expect(try detector.detect(picture.frame(), in: areas).areas == areas)
    }
}
