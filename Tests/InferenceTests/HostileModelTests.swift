import FoundationEssentials
import Inference
import TestSupport
import Testing

@Suite("Damaged and hostile models")
struct HostileModelTests {
    private func load(_ bytes: [UInt8]) throws -> Model { try TemporaryModel.load(bytes) }

    private func error(_ bytes: [UInt8]) -> ModelError? {
        do {
            _ = try load(bytes)
            return nil
        } catch { return error as? ModelError }
    }

    @Test("an empty file, text, and a folder are refused by name")
    func noModels() throws {
        #expect(throws: ModelError.self) { try Model.load(path: "/") }
        #expect(throws: ModelError.self) { try Model.load(path: "/no/such/model.onnx") }
        #expect(throws: ModelError.self) { try load([]) }
        #expect(throws: ModelError.self) { try load(Array("<html>404</html>".utf8)) }
    }

    @Test("all missing operators are named")
    func missingOperators() {
        let bytes = ModelBytes.model { graph in
            graph.input("x", [1])
            graph.node("Frobnicate", ["x"], ["a"])
            graph.node("Relu", ["a"], ["b"])
            graph.node("Defrob", ["b"], ["y"], domain: "com.example")
            graph.output("y", [1])
        }
        guard case .missingOperators(_, let names)? = error(bytes) else {
            Issue.record("not refused for its operators")
            return
        }
        #expect(names == ["Frobnicate-17", "com.example.Defrob-0"])
    }

    @Test("a cycle names a node of it")
    func cycle() {
        let bytes = ModelBytes.model { graph in
            graph.input("x", [1])
            graph.node("Add", ["x", "b"], ["a"])
            graph.node("Relu", ["a"], ["b"])
            graph.output("b", [1])
        }
        guard case .invalid(_, let node, let reason)? = error(bytes) else {
            Issue.record("not refused")
            return
        }
        #expect(node.contains("Add") && reason.contains("cycle"))
    }

    @Test("operands that nothing makes, values made twice, and outputs that are missing are refused")
    func wrongNames() {
        #expect(
            error(
                ModelBytes.model {
                    $0.node("Relu", ["q"], ["y"]); $0.output("y", [1])
                }) != nil)
        #expect(
            error(
                ModelBytes.model { graph in
                    graph.input("x", [1])
                    graph.node("Relu", ["x"], ["y"])
                    graph.node("Abs", ["x"], ["y"])
                    graph.output("y", [1])
                }) != nil)
        #expect(
            error(
                ModelBytes.model {
                    $0.input("x", [1]); $0.output("y", [1])
                }) != nil)
        #expect(error(ModelBytes.model { $0.input("x", [1]) }) != nil)
    }

    @Test(
        "shapes that overflow or do not fit their data are refused before memory is asked for",
        arguments: [
            [1 << 62, 4], [-1, 3], [1 << 31, 1 << 31, 1 << 31], [1 << 28], [3], Array(repeating: 1, count: 30),
        ])
    func tensorShapes(shape: [Int]) {
        let bytes = ModelBytes.model { graph in
            graph.input("x", [4])
            graph.initializer("w", shape, [1, 2, 3, 4])
            graph.node("Add", ["x", "w"], ["y"])
            graph.output("y", [4])
        }
        #expect(error(bytes) != nil)
    }

    @Test("a shape that only the run knows to be too large is refused when it runs")
    func largeResult() throws {
        let model = try load(
            ModelBytes.model { graph in
                graph.input("x", [1 << 16, 1])
                graph.input("z", [1, 1 << 16])
                graph.node("Add", ["x", "z"], ["y"])
                graph.output("y", [1 << 16, 1 << 16])
            })
        let inputs = [
            "x": Tensor(type: .float32, shape: [1 << 16, 1]), "z": Tensor(type: .float32, shape: [1, 1 << 16]),
        ]
        #expect(throws: InferenceError.self) { try Session(model).run(inputs) }
    }

    @Test(
        "a real model cut short anywhere is refused or whole", .enabled(if: Material.has("models/yunet_n_320_320.onnx"))
    )
    func truncated() throws {
        let whole = [UInt8](try Data(contentsOf: URL(filePath: Material.path("models/yunet_n_320_320.onnx"))))
        for length in stride(from: 1, to: whole.count, by: whole.count / 200) {
            #expect(error(Array(whole[..<length])) != nil, "\(length) bytes")
        }
    }

    /// Flips bytes of small models that together use most of the loader, and runs what still loads.
    @Test("flipped bytes never crash", arguments: 0..<16)
    func flipped(seed: Int) throws {
        let whole = ModelBytes.model { graph in
            graph.input("x", [1, 3, 8, 8])
            graph.initializer("w", [4, 3, 3, 3], (0..<108).map { Float($0 % 7) - 3 })
            graph.initializer("b", [4], [0, 1, 2, 3])
            graph.node("Conv", ["x", "w", "b"], ["c"], attributes: [("pads", [1, 1, 1, 1]), ("strides", [2, 2])])
            graph.node("Relu", ["c"], ["r"])
            graph.node("MaxPool", ["r"], ["m"], attributes: [("kernel_shape", [2, 2]), ("strides", [2, 2])])
            graph.node("Concat", ["m", "m"], ["k"], attributes: [("axis", [1])])
            graph.node("Transpose", ["k"], ["t"], attributes: [("perm", [0, 2, 3, 1])])
            graph.node("Flatten", ["t"], ["f"], attributes: [("axis", [1])])
            graph.node("Softmax", ["f"], ["y"], attributes: [("axis", [1])])
            graph.output("y", [1, 32])
        }
        var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 1
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        for _ in 0..<150 {
            var bytes = whole
            for _ in 0...random(4) { bytes[random(bytes.count)] = UInt8(random(256)) }
            guard let model = try? load(bytes) else { continue }
            let inputs = Dictionary(
                uniqueKeysWithValues: model.inputs.compactMap { info -> (String, Tensor)? in
                    let shape = info.shape.map { $0 ?? 1 }
                    return shape.reduce(1, *) < 1 << 20 ? (info.name, Tensor(type: info.type, shape: shape)) : nil
                })
            _ = try? Session(model).run(inputs)
        }
    }
}
