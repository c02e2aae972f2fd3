import FoundationEssentials

extension Configuration.Webhook {
    /// The bytes that sign a delivery: what base64 after `whsec_` stands for, or the secret's own bytes.
    package var signingKey: [UInt8]? {
        secret.flatMap { $0.signingKey }
    }
}

extension Kind where Value == Secret {
    static var webhookSecret: Kind {
        let secret = Kind.secret("a signing secret")
        return Kind(allowed: secret.allowed) { node, base, reader in
            guard let value = secret.read(node, base, reader) else { return nil }
            guard let key = value.signingKey else {
                reader.fail(node, "\(node.shownPath) begins with `whsec_`, but what follows is not base64")
                return nil
            }
            if key.count < 24 {
                reader.warn(node, "the signing key has \(key.count) bytes; Standard Webhooks asks for 24 to 64")
            }
            return value
        } reveal: { _ in
            .text(maskedSecret)
        }
    }
}

extension Secret {
    /// nil where `whsec_` is followed by something else than base64.
    fileprivate var signingKey: [UInt8]? {
        let prefix = "whsec_"
        guard revealed().hasPrefix(prefix) else { return Array(revealed().utf8) }
        return Data(base64Encoded: String(revealed().dropFirst(prefix.count))).map(Array.init)
    }
}
