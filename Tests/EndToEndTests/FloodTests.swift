import Foundation
import TestSupport
import Testing

/// The daemon under ten thousand connections to its listener, as `benchmarks/flood.py` makes them.
@Suite("Flood")
struct FloodTests {
    private static let connections = 10_000

    /// The connections' own descriptors, and some for all else.
    private static let canBeMade: Bool = {
        var files = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &files)
        return files.rlim_max > connections + 500
    }()

    @Test(
        "Of ten thousand connections it holds what its limits say, disturbs no camera, and answers afterwards",
        .enabled(if: canBeMade, "ulimit -Hn is below 10,500"))
    func tenThousand() throws {
        // Whether cameras keep their full rate is the benchmark's to judge: it has the machine for itself.
        let flood = try RunningProcess(
            "/usr/bin/python3",
            [
                Material.packageRoot + "/benchmarks/flood.py", Stage.footage(), "--connections", "\(Self.connections)",
                "--least-rate", "0.1", "--growth", "0.4",
            ])
        #expect(flood.exitStatus(within: 400) == 0, "\(flood.standardOutput)\n\(flood.standardError)")
        print(flood.standardOutput)
    }
}
