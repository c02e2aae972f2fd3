import ArgumentParser
import Daemon
import Settings

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
        }
    }
}
