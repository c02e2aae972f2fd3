import Foundation
import TestSupport
import Testing

/// The part of `training/` that needs no PyTorch, on a corpus that it draws itself.
@Suite("The training recipe")
struct TrainingRecipeTests {
    /// An environment made before OpenCV was listed lacks it until `make test` renews it.
    private static let canRun: Bool = {
        guard let python = Judge.python, let process = try? RunningProcess(python, ["-c", "import cv2"]) else {
            return false
        }
        return process.exitStatus(within: 60) == 0
    }()

    @Test(
        "names what it leaves out, stops at what it cannot use, and measures the shipped detector",
        .enabled(if: canRun, "\(Judge.absence)"))
    func selfcheck() throws {
        let python = try #require(Judge.python)
        let script = Material.packageRoot + "/training/selfcheck.py"
        let process = try RunningProcess(python, [script, "--without-training"])
        let status = process.exitStatus(within: 600)
        #expect(status == 0, "\(process.standardOutput)\n\(process.standardError)")
        // A run that checked nothing would pass too.
        for part in ["bad corpus", "packing", "shipped network"] {
            #expect(process.standardOutput.contains("ok: \(part)"))
        }
    }
}
