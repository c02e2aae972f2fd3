import FoundationEssentials
import Inference
import TestSupport
import Testing

@Suite("NumPy files")
final class NpyTests {
    private let folder: String

    init() throws {
        folder = FileManager.default.temporaryDirectory.path + "/vedette-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    @Test("What is written is read again", arguments: [[], [0], [5], [2, 3], [1, 2, 3, 4]])
    func roundTrip(shape: [Int]) throws {
        let count = shape.reduce(1, *)
        let tensors = [
            Tensor((0..<count).map { Float($0) / 3 }, shape: shape),
            Tensor((0..<count).map { Int64($0) - 2 }, shape: shape),
            Tensor((0..<count).map { $0 % 2 == 0 }, shape: shape),
            Tensor((0..<count).map { Float16($0) }, shape: shape),
        ]
        for tensor in tensors {
            let path = folder + "/array.npy"
            try Npy.write(tensor, path: path)
            let read = try Npy.read(path: path)
            #expect(read.type == tensor.type && read.shape == shape)
            if tensor.type == .float32 {
                #expect(read.elements(of: Float.self) == tensor.elements(of: Float.self))
            }
        }
    }

    @Test(
        "A damaged or hostile header is refused",
        arguments: [
            "", "{}", "{'descr': '<f4', 'fortran_order': False, 'shape': (4,",
            "{'descr': '>f4', 'fortran_order': False, 'shape': (1,), }",
            "{'descr': '|O', 'fortran_order': False, 'shape': (1,), }",
            "{'descr': '<f4', 'fortran_order': True, 'shape': (1,), }",
            "{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }",
            "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }",
            "{'descr': '<f4', 'fortran_order': False, 'shape': (4611686018427387904, 4), }",
            "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 1, 1, 1, 1, 1, 1, 1, 1), }",
            "{'descr': '<f4', 'fortran_order': False, 'shape': 'none', }",
        ])
    func hostileHeader(header: String) throws {
        try expectRefusal(of: file(header: header, length: header.utf8.count))
    }

    @Test("A header that is longer than its file is refused", arguments: [9, 500, 65_535])
    func lyingLength(length: Int) throws {
        let header = "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }"
        try expectRefusal(of: file(header: header, length: length))
    }

    @Test("NumPy reads what is written and writes what is read", .enabled(if: Judge.isAvailable, "\(Judge.absence)"))
    func numpyAgrees() throws {
        let python = try #require(Judge.python)
        let program = """
            import numpy, sys
            for code in "f2 f4 f8 i1 i2 i4 i8 u1 u2 u4 u8 b1".split():
                numpy.save(f"{sys.argv[1]}/{code}.npy", numpy.arange(6).reshape(2, 3).astype(code))
            """
        #expect(try RunningProcess(python, ["-c", program, folder]).exitStatus(within: 60) == 0)
        for code in ["f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "b1"] {
            let tensor = try Npy.read(path: "\(folder)/\(code).npy")
            #expect(tensor.shape == [2, 3])
            try Npy.write(tensor, path: "\(folder)/again-\(code).npy")
        }
        let check = """
            import numpy, sys
            for code in "f2 f4 f8 i1 i2 i4 i8 u1 u2 u4 u8 b1".split():
                again = numpy.load(f"{sys.argv[1]}/again-{code}.npy")
                assert again.dtype == numpy.dtype(code), again.dtype
                assert (again == numpy.arange(6).reshape(2, 3).astype(code)).all()
            """
        let process = try RunningProcess(python, ["-c", check, folder])
        #expect(process.exitStatus(within: 60) == 0, "\(process.standardError)")
    }

    private func file(header: String, length: Int) throws -> String {
        let path = folder + "/bad.npy"
        var bytes: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(length & 0xFF), UInt8(length >> 8)]
        bytes += Array(header.utf8) + [0, 0, 0, 0]
        try Data(bytes).write(to: URL(filePath: path))
        return path
    }

    private func expectRefusal(of path: String) throws {
        #expect(throws: Npy.Failure.self) { try Npy.read(path: path) }
    }
}
