import ArgumentParser
import Digests
import Settings
import Status

struct Token: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a token for the API, and show what to write into the configuration.",
        discussion: """
            The token is shown once, on standard output alone, and kept nowhere. The configuration needs only its SHA-256, from \
            which nobody can tell the token:

              http:
                tokens:
                  dashboard: {sha256: SHA256, role: viewer}

            A request carries it as a header: Authorization: Bearer TOKEN
            """)

    enum Role: String, CaseIterable, ExpressibleByArgument { case viewer, `operator`, admin }

    @Option(help: ArgumentHelp("What it is called, in the configuration and the audit log.", valueName: "name"))
    var name = "dashboard"

    @Option(help: "What it may do.")
    var role = Role.viewer

    @Flag(help: "Print token and digest as JSON.")
    var json = false

    private struct Made: Encodable {
        let token: String
        let sha256: String
    }

    func run() throws {
        let token = Self.random()
        let digest = SHA256.text(Array(token.utf8))
        if json { return print(try JSONLine.text(Made(token: token, sha256: digest))) }
        print(token)
        Failure.say(
            """

            Keep the token above; it is not shown again. Write below `http:` in the configuration:

              tokens:
                \(name): {sha256: \(digest), role: \(role.rawValue)}
            """)
    }

    /// 256 bits of the system's randomness, in letters and digits that survive any header, file and shell.
    private static func random() -> String {
        let letters = Array("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789")
        var generator = SystemRandomNumberGenerator()
        return "vedette_" + String((0..<44).map { _ in letters[Int.random(in: letters.indices, using: &generator)] })
    }
}
