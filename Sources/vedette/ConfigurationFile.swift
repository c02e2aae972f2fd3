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
    func load() throws -> Configuration {
        do throws(ConfigurationErrors) {
            let checked = try Configuration.load(path: config, environment: ProcessInfo.processInfo.environment)
            for warning in checked.warnings { Failure.say(warning.rendered) }
            return checked.configuration
        } catch {
            Failure.say(error.rendered)
            throw Failure.configuration
        }
    }
}
