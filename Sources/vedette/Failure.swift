import ArgumentParser
import Daemon
import Delivery
import Detection
import Glibc
import Ingest
import Settings

/// What goes wrong ends in one place: the message on standard error, and an exit status of sysexits.h.
enum Failure {
    static let usage = ExitCode(64)
    static let unsound = ExitCode(65)
    static let noInput = ExitCode(66)
    static let unavailable = ExitCode(69)
    static let software = ExitCode(70)
    static let configuration = ExitCode(78)

    static func say(_ message: String) {
        Terminal.write(message + "\n", to: STDERR_FILENO)
    }

    /// Says the message and gives back the status, to be thrown.
    static func exit(_ code: ExitCode, _ message: String) -> ExitCode {
        say("vedette: " + message)
        return code
    }

    static func exit(_ error: MediaError) -> ExitCode {
        exit(error.isAboutInput ? noInput : unavailable, "\(error)")
    }

    static func exit(_ error: StoreError) -> ExitCode {
        let code =
            switch error {
            case .missing, .inaccessible: noInput
            case .newer, .older, .foreign, .corrupt: unsound
            case .full, .failed, .inUse: unavailable
            }
        return exit(code, "\(error)")
    }

    /// - Parameter file: the configuration that it is about.
    static func exit(_ error: DaemonError, in file: Configuration.Checked) -> ExitCode {
        say(file.error(at: error.key, "\(error)").description)
        return switch error {
        case .model: unavailable
        // Those that another attempt does not mend are the configuration's.
        case .outbox(let reason): reason.isFinal ? configuration : cannotCreate
        default: configuration
        }
    }
}

extension MediaError {
    /// Whether another input, not another try, is needed.
    fileprivate var isAboutInput: Bool {
        switch cause {
        case .badAddress, .notFound, .notMedia, .noVideo, .undecodable, .ended: true
        default: false
        }
    }
}
