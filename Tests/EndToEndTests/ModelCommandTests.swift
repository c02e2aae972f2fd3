import Foundation
import TestSupport
import Testing

@Suite("vedette model and vedette bench model", .enabled(if: Judge.isAvailable, "\(Judge.absence)"))
final class ModelCommandTests {
    private let stage: Stage

    init() throws {
        stage = try Stage()
        _ = try Judge.ask("small_models.py", stage.folder)
    }

    private func run(_ arguments: String...) throws -> (status: Int32?, output: String, errors: String) {
        let process = try stage.start(Stage.vedette, arguments)
        let status = process.exitStatus(within: 30)
        return (status, process.standardOutput, process.standardError)
    }

    private func object(_ text: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    @Test("run writes NumPy arrays, inside the folder whatever the outputs are called")
    func runs() throws {
        let done = try run(
            "model", "run", stage.path("double.onnx"), "--input", "a=" + stage.path("a.npy"), "--output-dir",
            stage.path("out"))
        #expect(done.status == 0, "\(done.errors)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: stage.path("out")) == ["___up_b.npy"])
        let written = try Data(contentsOf: URL(filePath: stage.path("out/___up_b.npy")))
        let expected = try Data(contentsOf: URL(filePath: stage.path("expected.npy")))
        #expect(written == expected)
    }

    @Test("The kernels of every level give the same", arguments: ["activations", "detector", "qdq"])
    func levels(model: String) throws {
        let path = Material.packageRoot + "/Tests/Corpus/models/\(model).onnx"
        var found: [String: [Float]] = [:]
        for level in ["best", "avx2", "portable"] {
            let sample = stage.path(model + ".npy")
            let process = try stage.start(
                Stage.vedette, ["model", "run", path, "--input", sample, "--output-dir", stage.path(level)],
                environment: ["VEDETTE_KERNELS": level])
            #expect(process.exitStatus(within: 60) == 0, "\(process.standardError)")
            let files = try FileManager.default.contentsOfDirectory(atPath: stage.path(level)).sorted()
            found[level] = try files.flatMap { try floats(stage.path(level) + "/" + $0) }
        }
        let best = try #require(found["best"]), largest = best.map(abs).max() ?? 0
        #expect(largest > 0)
        // Without the instructions for bytes quantised layers run on floats: as exact as the scale is fine.
        let tolerance: Float = model == "qdq" ? 0.05 : 1e-4
        for level in ["avx2", "portable"] {
            let other = try #require(found[level])
            try #require(other.count == best.count)
            #expect(zip(best, other).allSatisfy { abs($0 - $1) <= tolerance * (1 + largest) }, "\(level)")
        }
    }

    /// The numbers of an array of floats in NumPy's format.
    private func floats(_ path: String) throws -> [Float] {
        let bytes = try Data(contentsOf: URL(filePath: path))
        let header = 10 + Int(bytes[8]) + 256 * Int(bytes[9])
        return bytes.dropFirst(header).withUnsafeBytes { numbers in
            (0..<numbers.count / 4).map { numbers.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self) }
        }
    }

    @Test("inspect names every missing operator and still says what the file has")
    func missingOperators() throws {
        let done = try run("model", "inspect", stage.path("missing.onnx"), "--json")
        #expect(done.status == 69)
        let report = try object(done.output)
        #expect(report["missing_operators"] as? [String] == ["Det-17", "org.example.Spline-3"])
        #expect(done.errors.contains("Det-17, org.example.Spline-3"))
    }

    @Test("inspect says what a run comes to once the shapes are known")
    func inspects() throws {
        let path = stage.path("double.onnx")
        #expect(try object(run("model", "inspect", path, "--shape", "7x2", "--json").output)["run"] != nil)
        let text = try run("model", "inspect", "builtin")
        #expect(text.status == 0 && text.output.contains("family") && text.output.contains("million multiply-adds"))
    }

    @Test("bench counts what it was told to")
    func benchmarks() throws {
        let done = try run(
            "bench", "model", "builtin", "--size", "64x64", "--threads", "2", "--runs", "3", "--layers", "--json")
        let report = try object(done.output)
        #expect(report["runs"] as? Int == 6 && report["threads"] as? Int == 2)
        let layers = try #require(report["layers"] as? [[String: Any]])
        let shares = layers.compactMap { $0["share"] as? Double }
        #expect(shares.count > 20 && shares == shares.sorted(by: >))
        #expect(abs(shares.reduce(0, +) - 1) < 0.001)
    }

    @Test(
        "A process that runs YOLOX-Nano takes 60 MB at most, and loads no decoder",
        .enabled(if: Material.has("models/yolox_nano.onnx"), "the model is not at hand"))
    func memory() throws {
        let done = try run("bench", "model", Material.path("models/yolox_nano.onnx"), "--runs", "3", "--json")
        let peak = try #require(try object(done.output)["peak_memory_bytes"] as? Int)
        // The engine alone has 4 MB of weights, as much to work in, and 3 MB of input and output.
        #expect((11_000_000...60_000_000).contains(peak))
    }

    @Test("FFmpeg's libraries are loaded by who decodes; one that is no library is named, with the status for it")
    func loadsDecodersLate() throws {
        let libraries = stage.path("libraries")
        try FileManager.default.createDirectory(atPath: libraries, withIntermediateDirectories: true)
        let links = try stage.start("/usr/bin/ldd", [Stage.vedette])
        #expect(links.exitStatus(within: 30) == 0 && !links.standardOutput.contains("libavformat"))
        for major in 50..<80 {
            _ = FileManager.default.createFile(atPath: "\(libraries)/libavutil.so.\(major)", contents: Data())
        }
        let environment = ["LD_LIBRARY_PATH": libraries]
        let check = try stage.start(Stage.vedette, ["model", "inspect", "builtin"], environment: environment)
        #expect(check.exitStatus(within: 30) == 0, "\(check.standardError)")
        let probe = try stage.start(Stage.vedette, ["probe", stage.path("a.npy")], environment: environment)
        #expect(probe.exitStatus(within: 30) == 69)
        #expect(probe.standardError.contains("FFmpeg's library libavutil.so."), "\(probe.standardError)")
    }

    @Test(
        "What is wrong is said, with a status of sysexits.h",
        arguments: [
            (["inspect", "damaged.onnx"], 66, "not a usable ONNX model"),
            (["inspect", "absent.onnx"], 66, "No such file"),
            (["run", "double.onnx", "--input", "wide.npy", "--output-dir", "out"], 66, "shape [3, 5]"),
            (["run", "double.onnx", "--input", "double.onnx", "--output-dir", "out"], 66, "no NumPy array"),
            (["run", "double.onnx", "--input", "b=a.npy", "--output-dir", "out"], 64, "no input b"),
            (["run", "double.onnx", "--output-dir", "out"], 64, "input a is missing"),
            (["run", "double.onnx", "--input", "a.npy", "--output-dir", "a.npy"], 73, "a.npy"),
        ] as [([String], Int32, String)])
    func badInput(arguments: [String], status: Int32, message: String) throws {
        let placed = arguments.map { $0.contains(".") && !$0.contains("=") || $0 == "out" ? stage.path($0) : $0 }
        let process = try stage.start(Stage.vedette, ["model"] + placed)
        #expect(process.exitStatus(within: 30) == status)
        #expect(process.standardError.contains(message), "\(process.standardError)")
    }
}
