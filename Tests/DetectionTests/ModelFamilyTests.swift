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

    @Test func `Every family has a name of its own`() {
        #expect(Set(ModelFamilies.names).count == ModelFamilies.names.count)
    }

    @Test(arguments: 1...60 as ClosedRange<UInt64>)
    func `Hostile numbers in the outputs bring clean, bounded boxes`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for sample in FamilySample.all {
            let family = try ModelFamilies.family(of: sample.signature, asked: sample.name)
            let values: [Float] = [.nan, .infinity, -.infinity, 1, 0, -1, 1e30, -1e30, .leastNonzeroMagnitude, 0.5]
            let single = seed % 2 == 0 ? random.pick(values) : nil
            let outputs = sample.tensors { single ?? random.pick(values) }
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
        FamilySample("fastestdet", 352, [("758", [1, 85, 22, 22])]),
        FamilySample("yolox", 416, [("output", [1, 3549, 85])]),
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
