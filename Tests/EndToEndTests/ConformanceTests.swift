import Foundation
import TestSupport
import Testing

/// The ONNX project's own tests (PyPI's `onnx`); `make conformance` runs all of them.
@Suite("Conformance with the ONNX standard")
struct ConformanceTests {
    /// The kernels of each level, since a processor runs only its best one by itself: "" is that.
    @Test(
        "A fixed share of the standard's tests goes as docs/conformance.md says",
        .enabled(if: Judge.isAvailable, "\(Judge.absence)"), .serialized, arguments: ["", "avx2", "portable"])
    func share(kernels: String) throws {
        let python = try #require(Judge.python)
        let script = Material.packageRoot + "/scripts/conformance.py"
        let process = try RunningProcess(
            python, [script, "--share", "300", "--check", "--program", Stage.vedette],
            environment: ["VEDETTE_KERNELS": kernels])
        let status = process.exitStatus(within: 600)
        #expect(status == 0, "\(process.standardOutput)\n\(process.standardError)")
        // A run that judged nothing would pass too.
        #expect(process.standardOutput.contains("| all | 300 |"))
    }
}
