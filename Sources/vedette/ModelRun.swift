import ArgumentParser
import FoundationEssentials
import Inference
import Status

struct ModelRun: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run a model on NumPy arrays and write its outputs as NumPy arrays.",
        discussion: """
            So that any runtime's answer can be compared with Vedette's:

              python3 -c 'import numpy; numpy.save("in.npy", numpy.random.rand(1, 3, 416, 416).astype("float32"))'
              vedette model run yolox_nano.onnx --input in.npy --output-dir out

            Each output is written to OUTPUT_DIR/NAME.npy, with _ for every character of its name that does not belong in a \
            file's; what went where is printed.
            """)

    @Argument(help: "An ONNX file, or builtin.")
    var model: String

    @Option(
        help: ArgumentHelp(
            "An input's array, NumPy format 1 to 3; the name may be left out where there is one input.",
            valueName: "NAME=FILE.npy"))
    var input: [String] = []

    @Option(help: ArgumentHelp("The folder to write to; made where it is not there.", valueName: "folder"))
    var outputDir: String

    @Flag(help: "Print one JSON object.")
    var json = false

    func run() throws {
        let model = try NamedModel(name: self.model).load()
        let inputs = try read(model.inputs.map(\.name))
        let results: [String: Tensor]
        do throws(InferenceError) {
            results = try Session(model).run(inputs)
        } catch {
            throw Failure.exit(error, model: self.model)
        }
        let written = try write(model.outputs.compactMap { info in results[info.name].map { (info.name, $0) } })
        print(json ? try JSONLine.text(["outputs": written]) : written.map(\.text).joined(separator: "\n"))
    }

    private func read(_ names: [String]) throws -> [String: Tensor] {
        var tensors: [String: Tensor] = [:]
        for argument in input {
            let (name, file) = try split(argument, names)
            guard tensors[name] == nil else { throw ValidationError("--input \(argument): \(name) is given twice.") }
            do throws(Npy.Failure) {
                tensors[name] = try Npy.read(path: file)
            } catch {
                throw Failure.exit(Failure.noInput, "\(error)")
            }
        }
        return tensors
    }

    /// A name may contain `=`, so the model's own names are looked for first.
    private func split(_ argument: String, _ names: [String]) throws -> (name: String, file: String) {
        if let name = names.first(where: { argument.hasPrefix($0 + "=") }) {
            return (name, String(argument.dropFirst(name.count + 1)))
        }
        guard names.count == 1 else {
            throw ValidationError(
                "--input \(argument): write NAME=FILE.npy; the inputs are \(names.joined(separator: ", ")).")
        }
        guard let equals = argument.firstIndex(of: "="), !FileManager.default.fileExists(atPath: argument) else {
            return (names[0], argument)
        }
        throw ValidationError(
            "--input \(argument): there is no input \(argument[..<equals]); the only one is \(names[0]).")
    }

    private func write(_ results: [(name: String, tensor: Tensor)]) throws -> [WrittenOutput] {
        var taken: Set<String> = []
        do {
            try FileManager.default.createDirectory(atPath: outputDir, withIntermediateDirectories: true)
            return try results.map { name, tensor in
                let path = outputDir + "/" + fileName(for: name, &taken)
                try Npy.write(tensor, path: path)
                return WrittenOutput(name: name, file: path, type: "\(tensor.type)", shape: tensor.shape)
            }
        } catch let error as Npy.Failure {
            throw Failure.exit(Failure.cannotCreate, "\(error)")
        } catch {
            throw Failure.exit(Failure.cannotCreate, "\(outputDir): the folder cannot be made")
        }
    }

    /// A model's names are its author's: none may lead out of the folder, or over another output.
    private func fileName(for name: String, _ taken: inout Set<String>) -> String {
        let safe = name.prefix(100).map { $0.isASCII && ($0.isLetter || $0.isNumber || "-_".contains($0)) ? $0 : "_" }
        let stem = safe.isEmpty ? "_" : String(safe)
        var candidate = stem
        var number = 2
        while !taken.insert(candidate).inserted {
            candidate = "\(stem)_\(number)"
            number += 1
        }
        return candidate + ".npy"
    }
}

struct WrittenOutput: Encodable {
    let name: String
    let file: String
    let type: String
    let shape: [Int]

    var text: String { "\(name)  \(type) \(shape.map(String.init).joined(separator: "×"))  \(file)" }
}
