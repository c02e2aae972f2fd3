import ArgumentParser
import Daemon
import Geometry
import Settings
import Status

struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check a configuration file, its model included, and say everything that is wrong with it.")

    @OptionGroup var file: ConfigurationFile

    func run() throws {
        let checked = try file.load()
        let configuration = checked.configuration
        do throws(DaemonError) {
            _ = try DetectorFactory(configuration)
        } catch {
            throw Failure.exit(error, in: checked)
        }
        let enabled = configuration.cameras.filter(\.enabled)
        print("\(file.config): good, \(enabled.count) of \(configuration.cameras.count) cameras enabled")
        for camera in configuration.cameras {
            print("  \(camera.name)  \(camera.source.url)\(camera.enabled ? "" : "  (disabled)")")
            if let ground = camera.ground, let error = ground.plane?.error {
                print(
                    "    ground: \(ground.points.count) points, right to \(decimal(error.metres, 2)) m (\(words(error.source)))"
                )
            }
        }
    }

    private func words(_ source: GroundPlane.CalibrationError.Source) -> String {
        switch source {
        case .leaveOneOut: "each point compared with what all others say"
        case .marking: "if each is marked to 0.2 % of the picture; a fifth point would be a check"
        }
    }
}
