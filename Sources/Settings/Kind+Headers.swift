extension Configuration.Webhook {
    /// A header that every delivery carries.
    package struct Header: Equatable, Sendable {
        package var name: String
        package var value: Secret
    }
}

extension Kind where Value == [Configuration.Webhook.Header] {
    /// A mapping of names to values, which may hold secrets: `Authorization: "Bearer ${TOKEN}"`.
    static var headers: Kind {
        let allowed = "a mapping of headers' names to their values"
        return Kind(allowed: allowed) { node, _, reader in
            guard let pairs = reader.pairs(node, allowed) else { return nil }
            let headers = pairs.compactMap { pair -> Configuration.Webhook.Header? in
                let isUsable = reader.checkHeader(pair.key)
                guard let value = reader.headerValue(pair), isUsable else { return nil }
                return Configuration.Webhook.Header(name: pair.key.text, value: Secret(value))
            }
            return headers.count == pairs.count ? headers : nil
        } show: {
            $0.isEmpty ? "{}" : nil
        } reveal: { headers in
            .mapping(headers.map { Shown.Pair(key: $0.name, value: .text(maskedSecret)) })
        }
    }
}

/// Headers that deliveries have already, or that frame the request.
private let takenHeaders: Set = [
    "content-type", "content-length", "transfer-encoding", "connection", "host", "expect",
    "user-agent",
]

extension Reader {
    /// RFC 9110, section 5.6.2: a token.
    fileprivate func checkHeader(_ name: Node.Name) -> Bool {
        let lowered = name.text.lowercased()
        let isToken =
            !name.text.isEmpty && name.text.utf8.count <= 256
            && name.text.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || "!#$%&'*+-.^_`|~".utf8.contains(byte)
            }
        if !isToken {
            fail(
                name, "the name \(quoted(name.text)) is no header's",
                "letters, digits and `-`, such as `X-Site`")
        } else if takenHeaders.contains(lowered) || lowered.hasPrefix("webhook-")
            || lowered.hasPrefix("ce-")
        {
            fail(
                name, "the header \(quoted(name.text)) is the delivery's own",
                "choose another name, such as `X-Site`")
        } else {
            return true
        }
        return false
    }

    fileprivate func headerValue(_ pair: Node.Pair) -> String? {
        let allowed = "a text, such as \"Bearer ${NAME}\""
        guard let template = template(pair.value, allowed) else { return nil }
        let isSecret = ["auth", "cookie", "token", "key", "secret"].contains {
            pair.key.text.lowercased().contains($0)
        }
        if isSecret, template.variables.isEmpty, pair.value.scalar.map(SecretReference.isOne) == false {
            warnOfSecret(pair.value, "a secret", "write `${NAME}`, `file:PATH` or `credential:NAME`")
        }
        return secret(pair.value, template) { $0.filled($1) }
    }
}
