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

    @Test("more operands or results than an operator has are refused, as their memory would be another's")
    func surplus() {
        for (inputs, outputs) in [(["x", "x"], ["y"]), ([], ["y"]), (["x"], ["y", "z"])] {
            let bytes = ModelBytes.model { graph in
                graph.input("x", [4])
                graph.node("Relu", inputs, outputs)
                graph.output("y", [4])
            }
            guard case .invalid(_, let node, _)? = error(bytes) else {
                Issue.record("\(inputs) and \(outputs) are not refused")
                continue
            }
            #expect(node.contains("Relu"))
        }
    }

    @Test(
        "a kernel, a table, and work beyond the limits are refused by the node's name",
        arguments: ["pool", "tile", "product"])
    func limits(kind: String) throws {
        let bytes = ModelBytes.model { graph in
            switch kind {
            case "pool":
                // Each pixel would see another part of the kernel.
                graph.input("x", [1, 1, 2000, 2000])
                graph.node(
                    "MaxPool", ["x"], ["y"],
                    attributes: [("kernel_shape", [1999, 1999]), ("pads", [1998, 1998, 1998, 1998])])
            case "tile":
                graph.input("x", [1 << 15, 1])
                graph.initializer("n", type: 7, [2], bytes: [1, 0, 0, 0, 0, 0, 0, 0, 0, 64, 0, 0, 0, 0, 0, 0])
                graph.node("Tile", ["x", "n"], ["y"])
            default:
                graph.input("x", [1 << 14, 1 << 14])
                graph.node("MatMul", ["x", "x"], ["a"])
                graph.node("MatMul", ["a", "x"], ["y"])
            }
            graph.output("y", [1])
        }
        let model = try load(bytes)
        let shape = model.inputs[0].shape.map { $0 ?? 1 }
        let planned = Result { () throws(InferenceError) in try model.planned(for: ["x": shape]) }
        guard case .failure(.failed(let node, let reason)) = planned else {
            Issue.record("planned")
            return
        }
        #expect(
            node.contains("making") && (reason.contains("limit") || reason.contains("kernel of")), "\(node): \(reason)")
    }

    @Test("what shapes known only in the run come to together is held against the limit")
    func lateMemory() throws {
        var limits = Model.Limits()
        limits.arenaBytes = 1 << 20
        func model(copies: Int) throws -> Model {
            let bytes = ModelBytes.model { graph in
                graph.input("x", [1 << 10])
                graph.node("NonZero", ["x"], ["places"])
                graph.node("Transpose", ["places"], ["rows"])
                graph.node("GatherND", ["x", "rows"], ["found"])
                for copy in 0..<copies { graph.node("Expand", ["found", "wide"], ["y\(copy)"]) }
                graph.initializer("wide", type: 7, [2], bytes: [64, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0])
                for copy in 0..<copies { graph.output("y\(copy)", [1]) }
            }
            return try bytes.withUnsafeBytes { try Model.load(embedded: $0, name: "late", limits: limits) }
        }
        let input = ["x": Tensor([Float](repeating: 1, count: 1 << 10), shape: [1 << 10])]
        // Each copy takes a quarter of the limit.
        #expect(try Session(model(copies: 2)).run(input)["y1"]?.count == 1 << 16)
        #expect(throws: InferenceError.self) { try Session(model(copies: 6)).run(input) }
    }
}
