import Foundation
import Synchronization
import Testing

/// Clips that the `ffmpeg` command makes for these tests, once a run, in a folder that goes with the process.
enum Clips {
    /// For `.enabled(if:)`.
    static let canBeMade = ["ffmpeg", "ffprobe"].allSatisfy(Command.exists)

    /// An encoder's arguments and a container's ending.
    struct Recipe: Hashable, Sendable, CustomTestStringConvertible {
        var name: String
        var container: String
        var arguments: String
        var picture = "testsrc=size=320x240:rate=10:duration=3"
        var testDescription: String { name + "." + container }
    }

    static let h264 = Recipe(name: "h264", container: "mp4", arguments: "-c:v libx264 -pix_fmt yuv420p -g 10 -bf 0")
    static let hevc = Recipe(
        name: "hevc", container: "mkv", arguments: "-c:v libx265 -x265-params log-level=none -pix_fmt yuv420p -g 10")
    static let mjpeg = Recipe(name: "mjpeg", container: "avi", arguments: "-c:v mjpeg -pix_fmt yuvj420p -q:v 3")
    static let large = Recipe(
        name: "large", container: "ts", arguments: "-c:v libx264 -pix_fmt yuv420p -g 10 -bf 0",
        picture: "testsrc=size=640x480:rate=10:duration=2")
    static let small = Recipe(
        name: "small", container: "ts", arguments: "-c:v libx264 -pix_fmt yuv420p -g 10 -bf 0",
        picture: "testsrc=size=320x240:rate=10:duration=2")

    private static let made = Mutex<[Recipe: String]>([:])

    /// The path of a clip, made at the first call.
    static func path(_ recipe: Recipe) throws -> String {
        try made.withLock { made in
            if let path = made[recipe] { return path }
            let path = folder.path(recipe.testDescription)
            let input = ["-v", "error", "-y", "-f", "lavfi", "-i", recipe.picture, "-fflags", "+bitexact"]
            let encoder = recipe.arguments.split(separator: " ").map(String.init)
            try Command.run("ffmpeg", input + encoder + [path])
            made[recipe] = path
            return path
        }
    }

    /// A file with these bytes; its name is used once.
    static func file(_ name: String, _ bytes: [UInt8]) throws -> String {
        let path = folder.path(name)
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        return path
    }

    static func bytes(_ recipe: Recipe) throws -> [UInt8] {
        try [UInt8](Data(contentsOf: URL(fileURLWithPath: path(recipe))))
    }

    static let folder = TemporaryFolder()
}

/// A folder that is removed when the process ends.
final class TemporaryFolder: Sendable {
    let root: String

    init() {
        root = NSTemporaryDirectory() + "vedette-ingest-\(getpid())"
        try? FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
        atexit { try? FileManager.default.removeItem(atPath: NSTemporaryDirectory() + "vedette-ingest-\(getpid())") }
    }

    func path(_ name: String) -> String { root + "/" + name }
}

/// A command that runs to its end.
enum Command {
    struct Failed: Error { let command: String, status: Int32, message: String }

    static func exists(_ name: String) -> Bool {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        return path.split(separator: ":").contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(name)") }
    }

    @discardableResult
    static func run(_ name: String, _ arguments: [String]) throws -> [UInt8] {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [name] + arguments
        let (output, errors) = (Pipe(), Clips.folder.path("stderr-\(UInt64.random(in: 0 ... .max))"))
        _ = FileManager.default.createFile(atPath: errors, contents: nil)
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = FileHandle(forWritingAtPath: errors)
        try process.run()
        let bytes = [UInt8](output.fileHandleForReading.readDataToEndOfFile())
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            let message = (try? String(contentsOfFile: errors, encoding: .utf8)) ?? ""
            throw Failed(command: name, status: process.terminationStatus, message: message)
        }
        return bytes
    }
}
