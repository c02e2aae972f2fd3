import FoundationEssentials
import Inference
import TestSupport
import Testing

@Suite("Loading and running models")
struct LoadingTests {
    private func external(_ location: String, in folder: URL) throws -> Model {
        let bytes = ModelBytes.model { graph in
            graph.input("x", [4])
            graph.message(5) { tensor in
                tensor.varint(1, 4)
                tensor.varint(2, 1)
                tensor.text(8, "w")
                for (key, value) in [("location", location), ("offset", "8"), ("length", "16")] {
                    tensor.message(13) {
                        $0.text(1, key); $0.text(2, value)
                    }
                }
                tensor.varint(14, 1)
            }
            graph.node("Add", ["x", "w"], ["y"])
            graph.output("y", [4])
        }
        let path = folder.appending(path: "model.onnx")
        try Data(bytes).write(to: path)
        return try Model.load(path: path.path)
    }

    @Test("external data is read inside the model's folder and refused outside, links included")
    func externalData() throws {
        let root = FileManager.default.temporaryDirectory.appending(path: "vedette-\(UUID().uuidString)")
        let folder = root.appending(path: "model")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: root) }
        let numbers: [Float] = [9, 9, 1, 2, 3, 4]
        let data = numbers.withUnsafeBytes { Data($0) }
        try data.write(to: folder.appending(path: "weights.bin"))
        try data.write(to: root.appending(path: "outside.bin"))
        try FileManager.default.createSymbolicLink(
            at: folder.appending(path: "link.bin"), withDestinationURL: root.appending(path: "outside.bin"))
        let model = try external("weights.bin", in: folder)
        let result = try Session(model).run(["x": Tensor([Float](repeating: 1, count: 4), shape: [4])])
        #expect(result["y"]?.elements(of: Float.self) == [2, 3, 4, 5])
        for outside in ["../outside.bin", "/etc/passwd", "link.bin", "absent.bin", ""] {
            #expect(throws: ModelError.self, "\(outside)") { try external(outside, in: folder) }
        }
    }

    @Test("inputs that are missing, unknown, or of the wrong type or shape are refused by name")
    func inputs() throws {
        let model = try TemporaryModel.load { graph in
            graph.input("x", [2, 3])
            graph.node("Relu", ["x"], ["y"])
            graph.output("y", [2, 3])
        }
        let session = Session(model)
        let good = Tensor([Float](repeating: -1, count: 6), shape: [2, 3])
        #expect(throws: InferenceError.missingInput("x")) { try session.run([:]) }
        #expect(throws: InferenceError.unknownInput("z")) { try session.run(["x": good, "z": good]) }
        #expect(throws: InferenceError.self) { try session.run(["x": good.reshaped([3, 2])]) }
        #expect(throws: InferenceError.self) { try session.run(["x": Tensor(type: .int64, shape: [2, 3])]) }
        #expect(try session.run(["x": good])["y"]?.elements(of: Float.self) == [0, 0, 0, 0, 0, 0])
    }

    @Test("results that are kept do not change with the next run, and an input may be changed in place")
    func results() throws {
        let model = try TemporaryModel.load { graph in
            graph.input("x", [4])
            graph.node("Neg", ["x"], ["y"])
            graph.output("y", [4])
        }
        let session = Session(model)
        var input = Tensor([Float(1), 2, 3, 4], shape: [4])
        let first = try session.run(["x": input])
        input.withMutableFloats { $0[0] = 10 }
        let second = try session.run(["x": input])
        #expect(first["y"]?.elements(of: Float.self) == [-1, -2, -3, -4])
        #expect(second["y"]?.elements(of: Float.self) == [-10, -2, -3, -4])
    }

    @Test("shapes that depend on numbers are found when the run finds the numbers")
    func lateShapes() throws {
        let model = try TemporaryModel.load { graph in
            graph.input("x", [2, 3])
            graph.node("NonZero", ["x"], ["places"])
            graph.node("Transpose", ["places"], ["rows"])
            graph.node("GatherND", ["x", "rows"], ["found"])
            graph.node("Relu", ["found"], ["y"])
            graph.output("y", [1])
        }
        let session = Session(model)
        let one = try session.run(["x": Tensor([Float(0), 5, 0, -2, 0, 7], shape: [2, 3])])
        #expect(one["y"]?.elements(of: Float.self) == [5, 0, 7])
        let other = try session.run(["x": Tensor([Float](repeating: 1, count: 6), shape: [2, 3])])
        #expect(other["y"]?.shape == [6])
    }

    @Test("a concatenation of concatenations, read twice, is the same as its parts")
    func joins() throws {
        let model = try TemporaryModel.load { graph in
            graph.input("x", [1, 2, 3, 3])
            graph.node("Relu", ["x"], ["a"])
            graph.node("Neg", ["x"], ["b"])
            graph.node("Concat", ["a", "b"], ["c"], attributes: [("axis", [1])])
            graph.node("Concat", ["c", "a", "c"], ["d"], attributes: [("axis", [1])])
            graph.node("Transpose", ["d"], ["t"], attributes: [("perm", [0, 2, 3, 1])])
            graph.output("t", [1, 3, 3, 10])
            graph.output("c", [1, 4, 3, 3])
        }
        let numbers = (0..<18).map { Float($0) - 9 }
        let results = try Session(model).run(["x": Tensor(numbers, shape: [1, 2, 3, 3])])
        let found = try #require(results["t"]).elements(of: Float.self)
        for pixel in 0..<9 {
            let (p, q) = (numbers[pixel], numbers[9 + pixel])
            let c = [max(p, 0), max(q, 0), -p, -q]
            #expect(Array(found[pixel * 10..<pixel * 10 + 10]) == c + c[0..<2] + c)
        }
        #expect(try #require(results["c"]).elements(of: Float.self).count == 36)
    }

    @Test("NumPy's files are written and read alike, and refused where they are damaged")
    func npy() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "vedette-\(UUID().uuidString).npy").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        for tensor in [
            Tensor([Int64(1), -2, 3], shape: [3]), Tensor([Float(0.5), 1], shape: [1, 2, 1]), Tensor(scalar: true),
            Tensor(type: .float64, shape: [0, 4]),
        ] {
            try Npy.write(tensor, path: path)
            let back = try Npy.read(path: path)
            #expect(back.shape == tensor.shape && back.type == tensor.type)
        }
        for damaged in ["", "NUMPY", "\u{93}NUMPY\u{1}\u{0}\u{ff}\u{ff}{"] {
            try Data(damaged.utf8).write(to: URL(filePath: path))
            #expect(throws: Npy.Failure.self) { try Npy.read(path: path) }
        }
    }

    @Test("YOLOX-Nano is summed up as what it is", .enabled(if: Material.has("models/yolox_nano.onnx")))
    func summary() throws {
        let found = try ModelSummary.read(path: Material.path("models/yolox_nano.onnx"))
        #expect(found.operators["Conv"] == 113)
        #expect(found.missing.isEmpty)
        #expect(found.parameters > 900_000)
    }
}
