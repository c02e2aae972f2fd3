import FoundationEssentials
import Inference
import ModelTrials
import TestSupport
import Testing

/// The corpus that `make fuzz` begins with and adds to, without its instruments: each model of it, and many changed ones.
@Suite("The corpus of fuzzed models")
struct FuzzCorpusTests {
    private static let folder = Material.packageRoot + "/Tests/Corpus/models"

    /// Those that scripts/fuzz_seeds.py builds end in .onnx; what fuzzing found is named by a hash.
    private static let files = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    private static let seeds = files.filter { $0.hasSuffix(".onnx") }

    private static func bytes(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(filePath: folder + "/" + name)))
    }

    @Test("Each seed runs", arguments: seeds)
    func runs(name: String) throws {
        let outcome = ModelTrial.outcome(of: try Self.bytes(name))
        guard case .ran = outcome else {
            Issue.record("\(outcome)")
            return
        }
    }

    @Test("Every operator is in some seed")
    func operators() throws {
        var used: Set<String> = []
        for name in Self.seeds {
            used.formUnion(try ModelSummary.read(path: Self.folder + "/" + name).operators.keys)
        }
        #expect(Set(OperatorReference.names).subtracting(used) == [])
    }

    @Test("Whatever fuzzing once found ends with results or an error")
    func found() throws {
        for name in Self.files { _ = ModelTrial.outcome(of: try Self.bytes(name)) }
    }

    @Test("Changed seeds end with results or an error, and some with each", arguments: seeds)
    func changed(name: String) throws {
        let seed = try Self.bytes(name)
        var mutator = ModelMutator(seed: UInt64(seed.count))
        var refused = 0, failed = 0, ran = 0
        for _ in 0..<100 {
            switch ModelTrial.outcome(of: mutator.mutated(seed, limit: 1 << 15)) {
            case .refused: refused += 1
            case .failed: failed += 1
            case .ran: ran += 1
            }
        }
        #expect(refused > 0 && failed + ran > 0)
    }
}
