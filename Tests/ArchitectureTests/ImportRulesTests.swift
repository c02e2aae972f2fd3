import Foundation
import TestSupport
import Testing

/// The compiler's check catches an undeclared target; it lets a transitive `import CFFmpeg` pass. This one does not.
@Suite("Import rules")
struct ImportRulesTests {
    /// What each room may import besides the standard library; the table in docs/architecture.md.
    private static let allowed: [String: Set<String>] = [
        "Geometry": [],
        "Clocks": [],
        "Threads": [],
        "Seeds": [],
        "Digests": ["COpenSSL"],
        "Settings": ["CYAML", "Clocks", "Geometry"],
        "Overload": [],
        "Frames": ["Clocks", "Geometry"],
        "Ingest": ["CFFmpeg", "Clocks", "Frames", "Overload", "Threads"],
        "Pictures": ["CCairo", "CFFmpeg", "Frames", "Geometry"],
        "Motion": ["CKernels", "Frames", "Geometry", "Seeds"],
        "CameraHealth": ["Frames"],
        "Inference": ["CKernels", "COpenBLAS"],
        "Detection": ["CBuiltinModel", "CKernels", "Frames", "Geometry", "Inference"],
        "Tracking": ["Geometry"],
        "Rules": ["Geometry", "Tracking"],
        "Events": ["Clocks", "Geometry", "Seeds"],
        "Delivery": [
            "CCurl", "CMosquitto", "COpenSSL", "CZlib", "Clocks", "Digests", "Events", "GRDB", "Geometry", "Logging",
            "Threads",
        ],
        "Status": ["CMicroHTTPD", "Clocks", "Digests", "Events", "Threads"],
        "Decisions": ["Clocks", "Geometry", "Motion", "Pictures", "Rules", "Status", "Tracking"],
        "Daemon": [
            "CameraHealth", "Clocks", "Decisions", "Delivery", "Detection", "Digests", "Events", "Frames", "Geometry",
            "Inference",
            "Ingest", "Logging", "Motion", "Overload", "Pictures", "Rules", "Settings", "Status", "Threads",
            "Tracking",
        ],
        "vedette": ["ArgumentParser", "Logging"],
    ]

    private static let platform: Set<String> = ["FoundationEssentials", "Glibc", "Musl", "Synchronization", "Swift"]

    /// The command line is above everything of ours.
    private static let everything = Set(allowed.keys).subtracting(["vedette"])

    @Test("Every import is one that the room may make", arguments: Array(allowed.keys).sorted())
    func imports(of room: String) throws {
        var permitted = try #require(Self.allowed[room]).union(Self.platform)
        if room == "vedette" { permitted.formUnion(Self.everything) }
        for file in try swiftFiles(in: "Sources/\(room)") {
            for module in try importedModules(in: file) {
                #expect(permitted.contains(module), "\(file) imports \(module)")
            }
        }
    }

    @Test("Every room is in the table")
    func roomsAreListed() throws {
        let folders = try FileManager.default.contentsOfDirectory(atPath: Material.packageRoot + "/Sources")
        let rooms = folders.filter { !$0.hasPrefix("C") || ["CameraHealth", "Clocks"].contains($0) }
        #expect(Set(rooms) == Set(Self.allowed.keys))
    }

    private func swiftFiles(in folder: String) throws -> [String] {
        let root = Material.packageRoot + "/" + folder
        let paths = try #require(FileManager.default.enumerator(atPath: root))
        return paths.compactMap { $0 as? String }.filter { $0.hasSuffix(".swift") }.map { root + "/" + $0 }
    }

    private func importedModules(in path: String) throws -> [String] {
        try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ")
            guard let position = words.firstIndex(of: "import"), position <= 2 else { return nil }
            guard words[..<position].allSatisfy({ $0.hasPrefix("@") || $0 == "package" || $0 == "internal" }) else {
                return nil
            }
            return words[words.index(after: position)...].first.map(String.init)
        }
    }
}
