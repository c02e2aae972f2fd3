import Detection
import Inference
import Testing

@Suite struct ModelFamilyTests {
    @Test func `Outputs that fit no family are listed, with the families that are known`() {
        let signature = signature([("features", [1, 1280, 7, 7]), ("logits", [1, 12])])
        let error = #expect(throws: DetectionError.self) { try ModelFamilies.family(of: signature, asked: nil) }
        let message = "\(error.map(String.init(describing:)) ?? "")"
        #expect(message.contains("features 1×1280×7×7, logits 1×12"))
        for name in ModelFamilies.names { #expect(message.contains(name)) }
    }

    @Test func `A family that the settings name and that does not fit says what it would need`() {
        let signature = signature([("output", [1, 3549, 85])])
        let error = #expect(throws: DetectionError.self) {
            try ModelFamilies.family(of: signature, asked: "fastestdet")
        }
        #expect("\(error.map(String.init(describing:)) ?? "")".contains(FastestDet.contract))
    }

    @Test func `An unknown family's name is answered with the known ones`() {
        let signature = signature([("output", [1, 3549, 85])])
        let error = #expect(throws: DetectionError.self) { try ModelFamilies.family(of: signature, asked: "yolo99") }
        #expect("\(error.map(String.init(describing:)) ?? "")".contains("yolox"))
    }

    @Test func `Each family's graphs are recognised`() throws {
        for sample in FamilySample.all {
            let family = try ModelFamilies.family(of: sample.signature, asked: nil)
            #expect(type(of: family).name == sample.name, "\(sample.signature.outputs.map(\.summary))")
        }
    }

    @Test func `Every family is in the samples`() {
        #expect(Set(FamilySample.all.map(\.name)) == Set(ModelFamilies.names))
    }

    @Test func `The settings' family goes before the one that would be recognised`() throws {
        let signature = signature([("output", [1, 3549, 85])])
        #expect(try ModelFamilies.family(of: signature, asked: "yolov8").labelCount == 81)
        #expect(try ModelFamilies.family(of: signature, asked: nil).labelCount == 80)
    }

    @Test func `Every family has a name of its own`() {
        #expect(Set(ModelFamilies.names).count == ModelFamilies.names.count)
    }

    @Test(arguments: 0...11)
    func `Hostile numbers in the outputs bring clean, bounded boxes`(seed: Int) throws {
        let values: [Float] = [.nan, .infinity, -.infinity, 1, 0, -1, 1e30, -1e30, .leastNonzeroMagnitude, 0.5]
        for sample in FamilySample.all {
            let family = try ModelFamilies.family(of: sample.signature, asked: sample.name)
            var state = UInt32(seed)
            let outputs = sample.tensors {
                // Ten runs of one value only, then mixtures (numbers by Numerical Recipes' generator).
                state = seed < values.count ? state : state &* 1_664_525 &+ 1_013_904_223
                return values[Int(seed < values.count ? state : state >> 16) % values.count]
            }
            var candidates = Candidates(size: sample.signature.size, threshold: 0.05)
            try family.decode(ModelOutputs(outputs, family: sample.name), into: &candidates)
            candidates.keepBest()
            #expect(candidates.kept.count <= Candidates.limit)
            for box in candidates.kept {
                #expect(box.score >= 0.05 && box.score <= 1)
                #expect(box.left >= 0 && box.top >= 0 && box.left < box.right && box.top < box.bottom)
                #expect(box.right <= Float(candidates.size.width) && box.bottom <= Float(candidates.size.height))
                #expect(box.labelIndex >= 0)
            }
        }
    }

    @Test func `Outputs of another shape than the graph promised are an error, not a crash`() throws {
        for sample in FamilySample.all {
            let family = try ModelFamilies.family(of: sample.signature, asked: sample.name)
            var candidates = Candidates(size: sample.signature.size, threshold: 0.05)
            let wrong = Dictionary(
                uniqueKeysWithValues: sample.signature.outputs.map {
                    ($0.name, Tensor([Float](repeating: 0, count: 6), shape: [1, 2, 3]))
                })
            #expect(throws: DetectionError.self) {
                try family.decode(ModelOutputs(wrong, family: sample.name), into: &candidates)
            }
            #expect(throws: DetectionError.self) {
                try family.decode(ModelOutputs([:], family: sample.name), into: &candidates)
            }
        }
    }
}

/// One graph's signature of each family, as its exporters write it.
struct FamilySample: Sendable {
    let name: String
    let signature: ModelSignature

    static let all: [FamilySample] = [
        FamilySample("vedette", 416, [("scores", [1, 3549, 8]), ("distances", [1, 3549, 4])]),
        FamilySample(
            "vedette", 320, [("scores", [1, 500, 1]), ("distances", [1, 500, 4])], metadata: ["strides": "[16, 32]"]),
        FamilySample("fastestdet", 352, [("758", [1, 85, 22, 22])]),
        FamilySample("yolox", 416, [("output", [1, 3549, 85])]),
        FamilySample("yolov5", 320, [("output0", [1, 6300, 85])]),
        FamilySample("yolov5", 320, [("output", [1, 6300, 9]), ("raw", [1, 3, 40, 40, 9])]),
        FamilySample("yolov8", 320, [("output0", [1, 84, 2100])]),
        FamilySample("yolov8", 320, [("output0", [1, 2100, 6])], metadata: ["names": "{0: 'a', 1: 'b'}"]),
        FamilySample(
            "yolov8", 320, [("output0", [1, 38, 2100]), ("output1", [1, 32, 80, 80])],
            metadata: ["names": "{0: 'a', 1: 'b'}"]),
        FamilySample("yolov10", 640, [("output0", [1, 300, 6])]),
        FamilySample("nanodet", 416, [("output", [1, 3598, 112])]),
        FamilySample("nanodet", 320, [("output", [1, 2100, 112])]),
        FamilySample(
            "picodet", 320,
            [("s8", 1600), ("s16", 400), ("s32", 100), ("s64", 25)].flatMap {
                [("scores_" + $0.0, [1, $0.1, 80]), ("boxes_" + $0.0, [1, $0.1, 32])]
            }),
        FamilySample("ssd", 300, [("scores", [1, 8732, 21]), ("boxes", [1, 8732, 4])]),
        FamilySample("ssd-nms", 300, [("bboxes", [1, 200, 4]), ("labels", [1, 200]), ("scores", [1, 200])]),
        FamilySample(
            "ssd-nms", 300,
            [
                ("detection_boxes", [1, 100, 4]), ("detection_classes", [1, 100]), ("detection_scores", [1, 100]),
                ("num_detections", [1]),
            ]),
        FamilySample("rtdetr", 640, [("logits", [1, 300, 80]), ("pred_boxes", [1, 300, 4])]),
        FamilySample("rtdetr", 640, [("logits", [1, 300, 2]), ("pred_boxes", [1, 300, 4])]),
        FamilySample("rtdetr", 640, [("output0", [1, 300, 84])]),
        FamilySample(
            "yunet", 320,
            [(8, 1600), (16, 400), (32, 100)].flatMap { stride, cells in
                [("cls", 1), ("obj", 1), ("bbox", 4), ("kps", 10)].map { ("\($0.0)_\(stride)", [1, cells, $0.1]) }
            }),
        FamilySample("ultraface", 320, [("scores", [1, 4420, 2]), ("boxes", [1, 4420, 4])]),
    ]

    init(_ name: String, _ side: Int, _ outputs: [(String, [Int])], metadata: [String: String] = [:]) {
        self.name = name
        self.signature = DetectionTests.signature(outputs, side: side, metadata: metadata)
    }

    func tensors(_ value: () -> Float) -> [String: Tensor] {
        Dictionary(
            uniqueKeysWithValues: signature.outputs.map { output in
                let shape = output.shape.map { $0 ?? 1 }
                return (output.name, Tensor((0..<shape.reduce(1, *)).map { _ in value() }, shape: shape))
            })
    }
}

func signature(
    _ outputs: [(String, [Int])], side: Int = 416, metadata: [String: String] = [:]
) -> ModelSignature {
    ModelSignature(
        inputs: [ValueInfo(name: "images", type: .float32, shape: [1, 3, side, side])],
        outputs: outputs.map { ValueInfo(name: $0.0, type: .float32, shape: $0.1) }, metadata: metadata,
        size: InputSize(width: side, height: side))
}
