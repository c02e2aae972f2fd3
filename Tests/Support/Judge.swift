import Foundation

/// Python packages that we did not write, which tests compare with: those of `Tests/requirements.txt`.
///
/// `VEDETTE_PYTHON` names the interpreter that has them; without it, the one that `make test` prepares is tried.
package enum Judge {
    package static let python: String? = {
        let named = ProcessInfo.processInfo.environment["VEDETTE_PYTHON"]
        let path = named ?? Material.packageRoot + "/.build/python/bin/python"
        return FileManager.default.isExecutableFile(atPath: path) ? path : nil
    }()

    package static let isAvailable = python != nil
    package static let absence = "the packages of Tests/requirements.txt are not here; `make test` installs them"

    /// Whether a module is among them: an environment of before it was listed lacks it until `make test` renews it.
    package static func has(_ module: String) -> Bool {
        guard let python, let process = try? RunningProcess(python, ["-c", "import " + module]) else { return false }
        return process.exitStatus(within: 60) == 0
    }

    /// Runs a script of `Tests/Judges`.
    ///
    /// - Returns: what it printed, line by line; throws where it fails.
    package static func ask(_ script: String, _ arguments: String...) throws -> [String] {
        try ask(script, arguments)
    }

    package static func ask(_ script: String, _ arguments: [String]) throws -> [String] {
        guard let python else { throw Failed(message: absence) }
        let process = try RunningProcess(python, [Material.packageRoot + "/Tests/Judges/" + script] + arguments)
        guard process.exitStatus(within: 60) == 0 else { throw Failed(message: process.standardError) }
        return process.standardOutput.split(separator: "\n").map(String.init)
    }

    package struct Failed: Error, CustomStringConvertible {
        let message: String
        package var description: String { message }
    }
}
