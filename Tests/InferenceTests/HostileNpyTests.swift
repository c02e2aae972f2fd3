import FoundationEssentials
import Inference
import Seeds
import TestSupport
import Testing

@Suite("NumPy files that were changed")
final class HostileNpyTests {
    private let path = FileManager.default.temporaryDirectory.path + "/vedette-\(UUID().uuidString).npy"

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Versions 1 to 3 (numpy.org/doc/stable/reference/generated/numpy.lib.format.html), and shapes of all sorts.
    private static func files() -> [[UInt8]] {
        let shapes: [(text: String, count: Int)] = [
            ("()", 1), ("(0,)", 0), ("(5,)", 5), ("(2, 3)", 6), ("(1, 2, 2, 1)", 4),
        ]
        let types = [("<f4", 4), ("<i8", 8), ("|u1", 1), ("<f2", 2), ("|b1", 1)]
        return shapes.enumerated().flatMap { index, shape in
            types.map { code, size in
                let header = Array("{'descr': '\(code)', 'fortran_order': False, 'shape': \(shape.text), }\n".utf8)
                let version = UInt8(1 + index % 3)
                let length = [UInt8(header.count), 0] + (version == 1 ? [] : [0, 0])
                let data = (0..<shape.count * size).map { UInt8($0 * 31 % 256) }
                return [0x93] + Array("NUMPY".utf8) + [version, 0] + length + header + data
            }
        }
    }

    private func read(_ bytes: [UInt8]) throws -> Tensor? {
        try Data(bytes).write(to: URL(filePath: path))
        do throws(Npy.Failure) {
            return try Npy.read(path: path)
        } catch {
            #expect(error.path == path && !error.reason.isEmpty && error.reason.utf8.count < 1_000, "\(error)")
            return nil
        }
    }

    @Test("Unchanged, they are read")
    func unchanged() throws {
        for file in Self.files() { #expect(try read(file) != nil) }
    }

    @Test("Changed, they are read as the file has room for, or refused by name and reason")
    func changed() throws {
        let files = Self.files()
        var refused = 0, kept = 0
        for seed in 0..<3_000 {
            var mutator = MessageMutator(seed: UInt64(seed))
            let bytes = mutator.mutated(files[seed % files.count], most: 1)
            guard let tensor = try read(bytes) else {
                refused += 1
                continue
            }
            kept += 1
            #expect(tensor.count == tensor.shape.reduce(1, *))
            #expect(tensor.count * tensor.type.size < bytes.count, "\(tensor.shape) of \(bytes.count) bytes")
        }
        #expect(refused > 100 && kept > 100)
    }
}
