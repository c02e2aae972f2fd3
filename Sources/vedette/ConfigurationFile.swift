import ArgumentParser
import FoundationEssentials
import Glibc
import Settings

/// `--config FILE`, and what is said of the file.
struct ConfigurationFile: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("The configuration file.", valueName: "file"))
    var config = "/etc/vedette/vedette.yaml"

    init() {}

    /// A second file, named by another option.
    init(path: String) {
        config = path
    }

    /// - Throws: exit status 78 after all errors were said, each with its line.
    func load() throws -> Configuration.Checked {
        do throws(ConfigurationErrors) {
            let checked = try Self.read(config)
            for warning in checked.warnings { Failure.say(warning.rendered) }
            return checked
        } catch {
            Failure.say(error.rendered)
            throw Failure.configuration
        }
    }

    /// - Throws: exit status 78 after it was said which cameras there are.
    func camera(_ name: String, of checked: Configuration.Checked) throws -> Configuration.Camera {
        if let camera = checked.configuration.camera(named: name) { return camera }
        let names = checked.configuration.cameras.map(\.name).joined(separator: ", ")
        throw Failure.exit(Failure.configuration, "\(config) has no camera “\(name)”; it has \(names)")
    }

    /// Says nothing.
    static func read(_ path: String) throws(ConfigurationErrors) -> Configuration.Checked {
        try Configuration.load(path: path, environment: ProcessInfo.processInfo.environment)
    }
}
