import ArgumentParser
import Daemon
import Delivery
import FoundationEssentials
import Glibc
import Settings

/// Where the daemon keeps its events.
struct StateLocation: ParsableArguments {
    @Option(help: ArgumentHelp("The daemon's configuration file, for the folder of its state.", valueName: "file"))
    var config = "/etc/vedette/vedette.yaml"

    @Option(help: ArgumentHelp("The folder of its state itself; no configuration is read then.", valueName: "folder"))
    var state: String?

    /// - Throws: an exit status, after saying why.
    func open(_ role: EventStore.Role = .reader) throws -> EventStore {
        let folder = try state ?? places().existingState
        do throws(StoreError) {
            return try EventStore(path: folder + "/" + EventStore.fileName, role: role)
        } catch {
            throw Failure.exit(error)
        }
    }

    func places() throws -> StatePlaces {
        do throws(ConfigurationErrors) {
            let environment = ProcessInfo.processInfo.environment
            let configuration = try Configuration.places(path: config, environment: environment)
            return StatePlaces(configuration: configuration, environment: environment)
        } catch {
            Failure.say(error.rendered)
            if access(config, R_OK) != 0 {
                Failure.say("Name it with --config, or the folder of its state with --state.")
            }
            throw Failure.configuration
        }
    }
}

extension EventStore {
    /// Runs what asks the database, and ends with a message and an exit status where that fails.
    static func exiting<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as StoreError {
            throw Failure.exit(error)
        }
    }

    /// - Throws: exit status 64 for a sink that there is not.
    func checkSink(_ name: String) throws {
        let names = try EventStore.exiting { try sinks().map(\.name) }
        guard !names.contains(name) else { return }
        let known = names.isEmpty ? "there is none yet" : "there are " + names.joined(separator: ", ")
        throw Failure.exit(Failure.usage, "no sink is called '\(name)'; \(known)")
    }
}
