import Digests

/// What a caller may do; each role may do what those before it may.
package enum Role: Int, Comparable, Sendable {
    /// Cameras, events, pictures and metrics.
    case viewer
    /// The configuration, and its reload.
    case `operator`
    /// The audit log.
    case admin

    package static func < (left: Role, right: Role) -> Bool { left.rawValue < right.rawValue }
}

/// Who asks.
package struct Caller: Hashable, Sendable {
    /// The token's name, or `local` for one on this machine without a token.
    package let name: String
    package let role: Role
    /// nil for all.
    package let cameras: Set<String>?

    package init(name: String, role: Role, cameras: Set<String>? = nil) {
        self.name = name
        self.role = role
        self.cameras = cameras
    }

    package func sees(_ camera: String) -> Bool { cameras?.contains(camera) ?? true }

    /// What concerns the daemon as a whole is for those who see the whole of it.
    func sees(_ event: RecentEvent) -> Bool { event.camera.map(sees) ?? (cameras == nil) }
}

/// Who may ask, and as whom.
package struct AccessList: Sendable {
    package struct Token: Sendable {
        let digest: [UInt8]
        let caller: Caller

        /// - Parameter digest: the token's SHA-256.
        package init(digest: [UInt8], caller: Caller) {
            self.digest = digest
            self.caller = caller
        }
    }

    package enum Refusal: Error, Equatable {
        /// Neither a token nor a right to go without.
        case noToken
        case unknownToken
        /// A page of another origin, or a name that someone has let point here, speaks through a browser.
        case foreignOrigin
    }

    private let tokens: [Token]
    private let local: Role?

    /// - Parameter local: the role of callers on this machine that show no token; nil for none.
    package init(tokens: [Token], local: Role?) {
        self.tokens = tokens
        self.local = local
    }

    package func caller(of request: HTTPRequest) -> Result<Caller, Refusal> {
        if let authorization = request.headers["authorization"] {
            guard let token = bearer(authorization), let caller = caller(showing: token) else {
                return .failure(.unknownToken)
            }
            return .success(caller)
        }
        guard let local, request.comesFromHere else { return .failure(.noToken) }
        guard request.isMeantForHere else { return .failure(.foreignOrigin) }
        return .success(Caller(name: "local", role: local))
    }

    /// RFC 6750, section 2.1.
    private func bearer(_ authorization: String) -> String? {
        let words = authorization.split(separator: " ")
        return words.count == 2 && words[0].lowercased() == "bearer" ? String(words[1]) : nil
    }

    /// Compares digests, each of them and to the end: how long it takes tells nothing of any token.
    private func caller(showing token: String) -> Caller? {
        let digest = SHA256.digest(Array(token.utf8))
        var found: Caller?
        for token in tokens {
            let difference = zip(token.digest, digest).reduce(UInt8(0)) { $0 | $1.0 ^ $1.1 }
            if difference == 0, token.digest.count == digest.count { found = token.caller }
        }
        return found
    }
}

extension HTTPRequest {
    /// From this machine, and not by way of a proxy on it that speaks for somebody else.
    fileprivate var comesFromHere: Bool {
        let proxied = ["forwarded", "x-forwarded-for", "x-real-ip", "via"].contains { headers[$0] != nil }
        let isLoopback = peer.hasPrefix("127.") || peer == "::1" || peer.hasPrefix("::ffff:127.")
        return isLoopback && !proxied
    }

    /// Addressed by a name that only this machine has for itself: against DNS rebinding; and not sent by another's page.
    fileprivate var isMeantForHere: Bool {
        guard let host = headers["host"] else { return false }
        let name = host.hasPrefix("[") ? host.prefix { $0 != "]" } + "]" : host.prefix { $0 != ":" }
        let isHere =
            name == "localhost" || name == "[::1]"
            || name.hasPrefix("127.") && name.allSatisfy { $0.isNumber || $0 == "." }
        let origin = headers["origin"].map { $0 == "http://\(host)" || $0 == "https://\(host)" } ?? true
        // What browsers say of a request besides, also where there is no origin (Fetch Metadata, W3C).
        let site = headers["sec-fetch-site"].map { $0 == "same-origin" || $0 == "none" } ?? true
        return isHere && origin && site
    }
}
