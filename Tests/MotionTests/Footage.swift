import Foundation
import TestSupport

/// Grey pictures that a shell command writes to its standard output one after the other, read as they come.
struct Footage {
    let width: Int
    let height: Int
    let framesPerSecond: Double
    let command: String

    /// A clip of the material, decoded by the `ffmpeg` command.
    init(clip: String, width: Int, height: Int, framesPerSecond: Double) {
        self.init(
            command: "ffmpeg -v error -i '\(Material.path(clip))' -f rawvideo -pix_fmt gray -fps_mode passthrough -",
            width: width, height: height, framesPerSecond: framesPerSecond)
    }

    init(command: String, width: Int, height: Int, framesPerSecond: Double) {
        self.width = width
        self.height = height
        self.framesPerSecond = framesPerSecond
        self.command = command
    }

    static let highway = Footage(clip: "motion/highway.mp4", width: 320, height: 240, framesPerSecond: 25)

    /// The masks of highway, a picture a frame: 0 still, 50 shadow, 85 outside, 170 unknown, 255 moving.
    static let highwayTruth = Footage(
        // The archive is not in order; the shell sorts what it unpacked.
        command: "folder=$(mktemp -d); unzip -q '\(Material.path("motion/highway-groundtruth.zip"))' -d $folder;"
            + " cat $folder/groundtruth/*.png"
            + " | ffmpeg -v error -f image2pipe -c:v png -i - -f rawvideo -pix_fmt gray -fps_mode passthrough -;"
            + " rm -r $folder",
        width: 320, height: 240, framesPerSecond: 25)

    static let commandsAreThere = ["ffmpeg", "unzip"].allSatisfy { name in
        ["/usr/bin/", "/usr/local/bin/"].contains { FileManager.default.isExecutableFile(atPath: $0 + name) }
    }

    /// Opens the footage; the returned function gives a picture a call, and nil at the end.
    func open() throws -> () -> Picture? {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", command]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let handle = pipe.fileHandleForReading
        return {
            guard let bytes = read(width * height, from: handle) else {
                process.waitUntilExit()
                return nil
            }
            return Picture(width: width, height: height, pixels: bytes)
        }
    }

    private func read(_ count: Int, from handle: FileHandle) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        while bytes.count < count {
            guard let more = try? handle.read(upToCount: count - bytes.count), !more.isEmpty else { return nil }
            bytes.append(contentsOf: more)
        }
        return bytes
    }
}
