import Foundation
import TestSupport
import Testing

/// What ships is tested: the unit file, the example configurations, the pages' links.
@Suite("Shipped files")
struct ShippedFilesTests {
    private static let hasSystemd = FileManager.default.isExecutableFile(atPath: "/usr/bin/systemd-analyze")

    @Test(
        "systemd finds nothing to complain of in the unit file",
        .enabled(if: hasSystemd, "systemd-analyze is not installed"))
    func unitFile() throws {
        let stage = try Stage()
        // The program is not installed where the tests run; everything else is as shipped.
        let unit = try read("systemd/vedette.service")
            .replacingOccurrences(of: "/usr/bin/vedette", with: Stage.vedette)
        let verify = try stage.start("systemd-analyze", ["verify", stage.write(unit, to: "vedette.service")])
        #expect(verify.exitStatus(within: 60) == 0)
        #expect(verify.standardError.isEmpty, "\(verify.standardError)")
        let security = try stage.start(
            "systemd-analyze", ["security", "--offline=true", "--threshold=15", stage.path("vedette.service")])
        #expect(security.exitStatus(within: 60) == 0, "exposure above 1.5: \(security.standardOutput.suffix(200))")
    }

    @Test(
        "The example and the demo's configuration pass `vedette check`",
        arguments: ["config/vedette.yaml", "config/demo.yaml"])
    func configurations(path: String) throws {
        let stage = try Stage()
        let vedette = try stage.vedette(
            "check", "--config", Material.packageRoot + "/" + path,
            environment: [
                "DEMO_SOURCE": "rtsp://127.0.0.1/yard", "DEMO_WEBHOOK": "http://127.0.0.1:1/", "DEMO_SECRET": "demo",
                "FRONT_DOOR_PASSWORD": "x", "HOOK_SECRET": "x",
                "DASHBOARD_TOKEN": "a token that nobody guesses in a lifetime",
            ])
        #expect(vedette.exitStatus(within: 20) == 0, "\(vedette.standardError)")
    }

    @Test("Every link from one page to another leads somewhere")
    func links() throws {
        let pages =
            try ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"]
            + FileManager.default.contentsOfDirectory(atPath: Material.packageRoot + "/docs")
            .filter { $0.hasSuffix(".md") }.map { "docs/" + $0 }
        for page in pages {
            let folder = (page as NSString).deletingLastPathComponent
            for match in try read(page).matches(of: /\]\(([^)#:\s]+)(#[^)]*)?\)/) {
                let target = (Material.packageRoot as NSString).appendingPathComponent(folder + "/" + match.1)
                #expect(FileManager.default.fileExists(atPath: target), "\(page) links to \(match.1)")
            }
        }
    }

    private func read(_ path: String) throws -> String {
        try String(contentsOfFile: Material.packageRoot + "/" + path, encoding: .utf8)
    }
}
