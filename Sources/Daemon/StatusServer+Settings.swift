import Digests
import FoundationEssentials
import Settings
import Status

// What the configuration says of the listener, in its own words.

extension AccessList {
    init(_ settings: Configuration.HTTP) {
        let local: Role? =
            switch settings.local {
            case nil: settings.tokens.isEmpty ? .viewer : nil
            case .some(.none): nil
            case .viewer: .viewer
            case .operator: .operator
            case .admin: .admin
            }
        self.init(tokens: settings.tokens.map(Token.init), local: local)
    }
}

extension AccessList.Token {
    fileprivate init(_ settings: Configuration.HTTP.Token) {
        let digest =
            settings.sha256.map { bytes(ofHexadecimal: $0.revealed()) }
            ?? SHA256.digest(Array((settings.secret?.revealed() ?? "").utf8))
        let caller = Caller(
            name: settings.name, role: Role(settings.role), cameras: settings.cameras.map { Set($0) })
        self.init(digest: digest, caller: caller)
    }
}

extension Role {
    fileprivate init(_ settings: Configuration.HTTP.Role) {
        switch settings {
        case .viewer: self = .viewer
        case .operator: self = .operator
        case .admin: self = .admin
        }
    }
}

/// Two digits a byte; the settings have made sure of that.
private func bytes(ofHexadecimal text: String) -> [UInt8] {
    let digits = text.compactMap(\.hexDigitValue)
    return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
}

extension HTTPServer.Identity {
    /// - Throws: ``DaemonError`` where a file cannot be read, or the library does not take what stands in it.
    static func read(_ settings: Configuration.HTTP.TLS?) throws(DaemonError) -> Self? {
        guard let settings else { return nil }
        let identity = Self(
            certificate: try text(settings.certificate, "certificate"), key: try text(settings.key, "key"))
        guard identity.isUsable else { throw .identity(key: "http.tls", "certificate and key are no pair in PEM") }
        return identity
    }

    /// More than any chain of certificates has.
    private static let largest = 1 << 20

    private static func text(_ path: String, _ key: String) throws(DaemonError) -> String {
        guard let data = try? Data(contentsOf: URL(filePath: path)), data.count <= largest,
            let text = String(validating: data, as: UTF8.self)
        else { throw .identity(key: "http.tls.\(key)", "\(path) cannot be read as text") }
        return text
    }
}
