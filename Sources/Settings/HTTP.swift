extension Configuration {
    /// The listener for metrics, health and the API.
    package struct HTTP: Equatable, Sendable {
        package var listen = Listen.address(host: "127.0.0.1", port: 8470)
        package var tls: TLS?
        /// In the file's order; names are unique.
        package var tokens: [Token] = []
        /// What callers on this machine may do without a token; nil: viewer where there are no tokens, else none.
        package var local: LocalRole?
        /// nil: `audit.jsonl` beside the event log.
        package var audit: String?

        package init() {}

        package enum Listen: Hashable, Sendable {
            case off
            /// A numeric address, IPv6 without brackets; port 0 is any that is free.
            case address(host: String, port: Int)
        }

        package enum LocalRole: String, CaseIterable, Sendable {
            case none, viewer, `operator`, admin
        }

        package enum Role: String, CaseIterable, Sendable {
            case viewer, `operator`, admin
        }
    }
}

extension Configuration.HTTP {
    /// What the listener shows that it is who it says.
    package struct TLS: Equatable, Sendable {
        package var certificate = ""
        package var key = ""

        package init() {}
    }

    /// Who may ask, for what.
    package struct Token: Equatable, Named, Sendable {
        package var name = ""
        /// The token itself, or …
        package var secret: Secret?
        /// … its SHA-256 in hexadecimal.
        package var sha256: Secret?
        package var role = Role.viewer
        /// nil for all.
        package var cameras: [String]?

        package init() {}
    }

    /// Whether only this machine can reach the listener.
    package var isLocal: Bool {
        guard case .address(let host, _) = listen else { return true }
        return host == "::1" || host.hasPrefix("127.")
    }
}

extension Configuration.HTTP: Section {
    static let keys: [Key<Self>] = [
        Key(
            "listen", \.listen, .listen,
            """
            Where it listens; `off` for nowhere. Beyond this machine it takes `tls` and `tokens`. Port 0 is any that is \
            free; the diagnostics say which.
            """),
        Key("tls", \.tls, .optional(.section()), "The certificate to listen with. Clear text where not given."),
        Key(
            "tokens", \.tokens,
            .named(.section(), "tokens by their names", base: { _ in Token() }) { name, token in
                var token = token
                token.name = name
                return token
            },
            "Who may ask: each request carries one as `Authorization: Bearer TOKEN`. `vedette token` makes one."),
        Key(
            "local", \.local, .optional(.choice),
            """
            What whoever asks from this machine may do without a token: `viewer` where not given and there are no tokens, \
            else `none`.
            """),
        Key(
            "audit", \.audit, .optional(.path("the path of a file")),
            """
            The log of every access to pictures and of every change, one JSON object a line, each with the hash of the one \
            before; `audit.jsonl` beside the event log where not given.
            """),
    ]

    func check(_ node: Node, _ reader: Reader) {
        guard !isLocal else { return }
        let place = node.value(of: "listen") ?? node
        let missing = [tls == nil ? "`tls`" : nil, tokens.isEmpty ? "`tokens`" : nil].compactMap(\.self)
        guard !missing.isEmpty else { return }
        reader.fail(
            place,
            "others than this machine can reach \(place.shownPath); that takes \(missing.joined(separator: " and "))",
            "write `127.0.0.1` to listen on this machine alone")
    }
}

extension Configuration.HTTP.TLS: Section {
    static let keys: [Key<Self>] = [
        Key(
            "certificate", \.certificate, .existingFile("the path of a PEM file, or `credential:NAME`"),
            need: .required,
            "The certificate, with those between it and its authority after it."),
        Key(
            "key", \.key, .existingFile("the path of a PEM file, or `credential:NAME`"), need: .required,
            "The certificate's private key; `credential:NAME` keeps it where only the service can read it."),
    ]
}

extension Configuration.HTTP.Token: Section {
    static let keys: [Key<Self>] = [
        Key(
            "secret", \.secret, .optional(.secret("a token of 32 characters or more")),
            "The token itself. Give this or `sha256`."),
        Key("sha256", \.sha256, .optional(.digest), "The token's SHA-256, so that the file holds nothing to steal."),
        Key(
            "role", \.role, .choice,
            """
            `viewer` sees cameras, events, pictures and metrics; `operator` sees the configuration and may reload it, too; \
            `admin` reads the audit log, too.
            """),
        Key(
            "cameras", \.cameras, .optional(.list(of: .text("a camera's name"), "cameras", mayBeEmpty: false)),
            "Which cameras it may see; all where not given."),
    ]

    func check(_ node: Node, _ reader: Reader) {
        if (node.value(of: "secret") == nil) == (node.value(of: "sha256") == nil) {
            reader.fail(node, "\(node.shownPath) takes either `secret` or `sha256`", "`vedette token` makes both")
        } else if let secret, secret.revealed().utf8.count < 32 {
            reader.fail(
                node, "\(node.shownPath) is shorter than 32 characters: it can be guessed", "use `vedette token`")
        }
    }
}

extension Kind where Value == Secret {
    /// Not a secret itself; but nobody needs to see it either.
    static var digest: Kind {
        let allowed = "64 hexadecimal digits"
        return Kind(allowed: allowed) { node, _, reader in
            guard let text = reader.text(node, allowed)?.lowercased() else { return nil }
            if text.utf8.count == 64, text.allSatisfy(\.isHexDigit) { return Secret(text) }
            reader.fail(node, "\(node.shownPath) is no SHA-256; allowed: \(allowed)")
            return nil
        } reveal: { _ in
            .text(maskedSecret)
        }
    }
}

extension Kind where Value == Configuration.HTTP.Listen {
    static var listen: Kind {
        let allowed = "`off`, or an address and a port as `127.0.0.1:8470` or `[::1]:8470`"
        return Kind(allowed: allowed) { node, _, reader in
            guard let text = reader.text(node, allowed) else { return nil }
            if text == "off" { return .off }
            if let listen = Value(text) { return listen }
            reader.refuse(node, allowed, text.hasPrefix("localhost:") ? "write `127.0.0.1:…`" : nil)
            return nil
        } show: {
            $0.text
        }
    }
}

extension Configuration.HTTP.Listen {
    fileprivate init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            return nil
        }
        var host = String(text[..<colon])
        if host.hasPrefix("[") && host.hasSuffix("]") {
            host = String(host.dropFirst().dropLast())
            guard host.contains(":"), host.allSatisfy({ $0.isHexDigit || ":.".contains($0) }) else { return nil }
        } else {
            let parts = host.split(separator: ".", omittingEmptySubsequences: false)
            guard parts.count == 4, parts.allSatisfy({ UInt8($0) != nil }) else { return nil }
        }
        self = .address(host: host, port: Int(port))
    }

    fileprivate var text: String {
        switch self {
        case .off: "off"
        case .address(let host, let port): (host.contains(":") ? "[\(host)]" : host) + ":\(port)"
        }
    }
}
