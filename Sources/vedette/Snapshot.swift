import ArgumentParser
import Clocks
import Daemon
import FoundationEssentials
import Frames
import Ingest
import Pictures
import Settings

struct Snapshot: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Take one picture of a camera, in full size.",
        discussion: """
            Opens the camera's main stream (`source.main` in the configuration; `source.url` where there is none), writes \
            the first picture that stands alone, and closes it. The daemon may run meanwhile, and is not asked.
            """)

    @OptionGroup var file: ConfigurationFile

    @Option(help: ArgumentHelp("The camera.", valueName: "name"))
    var camera: String

    @Option(
        name: .shortAndLong, help: ArgumentHelp("Where the picture goes: a name in .jpg or .png.", valueName: "file"))
    var output: String

    @Option(help: ArgumentHelp("Make it smaller where a side is longer.", valueName: "pixels"))
    var longestSide: Int?

    func validate() throws {
        guard PictureFile(path: output) != nil else {
            throw ValidationError("--output takes a name that ends in .jpg, .jpeg or .png.")
        }
        if let longestSide, !(16...16_384).contains(longestSide) {
            throw ValidationError("--longest-side takes 16 to 16384.")
        }
    }

    func run() throws {
        let settings = try file.camera(camera, of: file.load())
        let frame = try take(of: settings)
        try PictureFile(path: output)?.write(Picture(frame, longestSide: longestSide))
        Failure.say("\(output): \(frame.luma.width)×\(frame.luma.height), taken \(frame.captured.rfc3339)")
    }

    private func take(of settings: Configuration.Camera) throws -> Frame {
        do throws(MediaError) { return try FullPicture.take(of: settings) } catch { throw Failure.exit(error) }
    }
}
