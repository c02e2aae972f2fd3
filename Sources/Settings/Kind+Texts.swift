extension Kind where Value == String {
    /// A text, with `${NAME}` filled in.
    static func text(_ what: String) -> Kind {
        Kind(allowed: what) { node, _, reader in
            reader.text(node, what)
        } show: {
            $0.isEmpty ? nil : $0
        }
    }

    /// A path; a relative one starts from the configuration file's folder.
    static func path(_ what: String) -> Kind {
        Kind(allowed: what) { node, _, reader in
            reader.text(node, what).flatMap { reader.path($0, node) }
        } show: {
            $0.isEmpty ? nil : $0
        }
    }

    /// The path of a file that must be there already, or a credential of systemd's.
    static func existingFile(_ what: String) -> Kind {
        Kind(allowed: what) { node, _, reader in
            reader.text(node, what).flatMap { reader.existingFile($0, node) }
        } reveal: {
            .text($0)
        }
    }
}

extension Kind where Value == Secret {
    static func secret(_ what: String) -> Kind {
        let allowed =
            "\(what), as `${NAME}` from the environment, `file:PATH` from a file or `credential:NAME` from systemd"
        return Kind(allowed: allowed) { node, _, reader in
            guard let template = reader.template(node, allowed) else { return nil }
            if template.variables.isEmpty, node.scalar.map(SecretReference.isOne) == false {
                reader.warnOfSecret(node, "a secret", "write `${NAME}`, `file:PATH` or `credential:NAME`")
            }
            return reader.secret(node, template) { $0.filled($1) }.map(Secret.init)
        } reveal: { _ in
            .text(maskedSecret)
        }
    }
}

extension Kind where Value == Address {
    /// A URL of one of the schemes or, where `orPath` says so, the path of a file.
    static func address(_ schemes: [String], orPath: Bool) -> Kind {
        let allowed = "a URL (\(schemes.joined(separator: ", ")))" + (orPath ? " or the path of a file" : "")
        return Kind(allowed: allowed) { node, _, reader in
            guard let template = reader.template(node, allowed) else { return nil }
            reader.warnOfPassword(node)
            guard let text = reader.secret(node, template, filled: { $0.filledAsURL($1) }) else { return nil }
            let isURL = !orPath || text.contains("://")
            return isURL ? reader.url(text, node, schemes, allowed) : reader.file(text, node)
        } reveal: {
            .text($0.description)
        }
    }
}

extension Reader {
    /// The text of a node with its variables filled in, neither empty nor with control characters.
    func text(_ node: Node, _ allowed: String) -> String? {
        template(node, allowed).flatMap { fill(node, $0) { $0.filled($1) } }
    }

    func template(_ node: Node, _ allowed: String) -> Template? {
        guard let text = node.scalar else {
            refuse(node, allowed)
            return nil
        }
        do throws(Template.Malformed) {
            return try Template(text)
        } catch {
            fail(node, "\(node.shownPath): \(error.reason)", "a `$` itself is written `$$`")
            return nil
        }
    }

    /// As `fill`, but a text that begins with `file:` or `credential:` is what that file holds, without its last line break.
    func secret(
        _ node: Node, _ template: Template, filled: (Template, (String) -> String) -> String
    ) -> String? {
        guard case .literal(let first)? = template.pieces.first, SecretReference.isOne(first) else {
            return fill(node, template, filled)
        }
        return fill(node, template) { $0.filled($1) }
            .flatMap { path(of: SecretReference($0), node) }
            .flatMap { content(of: $0, node) }
    }

    private func fill(
        _ node: Node, _ template: Template, _ filled: (Template, (String) -> String) -> String
    ) -> String? {
        let missing = template.variables.filter { environment[$0] == nil }
        for name in missing {
            fail(node, "the environment has no variable \(quoted(name))", didYouMean(name, among: environment.keys))
        }
        guard missing.isEmpty else { return nil }
        return usable(filled(template) { environment[$0] ?? "" }, node)
    }

    private func content(of path: String, _ node: Node) -> String? {
        do throws(File.Failure) {
            let bytes = try File.read(path, limit: 1 << 16)
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw File.Failure(reason: "it is not UTF-8")
            }
            let isBroken = text.last?.isNewline == true
            return usable(isBroken ? String(text.dropLast()) : text, node)
        } catch {
            fail(node, "cannot read \(quoted(path)): \(error.reason)")
            return nil
        }
    }

    private func usable(_ text: String, _ node: Node) -> String? {
        if text.isEmpty {
            fail(node, "\(node.shownPath) is empty")
            return nil
        }
        guard text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) else {
            fail(node, "\(node.shownPath) has a line break or another control character in it")
            return nil
        }
        return text
    }
}

// MARK: - Paths and URLs

extension Reader {
    func path(_ text: String, _ node: Node) -> String? {
        if text.hasPrefix("~") {
            fail(node, "\(node.shownPath): `~` is the shell's", "write `${HOME}`")
            return nil
        }
        return text.hasPrefix("/") || folder.isEmpty ? text : folder + "/" + text
    }

    /// A file that may come later, as a recording that is being copied.
    fileprivate func file(_ text: String, _ node: Node) -> Address? {
        guard let path = path(text, node) else { return nil }
        if let reason = File.whyNone(path) { warn(node, reason) }
        return Address(path: path)
    }

    func existingFile(_ text: String, _ node: Node) -> String? {
        guard let path = path(of: SecretReference(text), node) else { return nil }
        if let reason = File.whyNone(path) {
            fail(node, "\(node.shownPath): \(reason)")
            return nil
        }
        return path
    }

    /// No message quotes the text: it may hold a password.
    func url(_ text: String, _ node: Node, _ schemes: [String], _ allowed: String) -> Address? {
        do throws(Address.Malformed) {
            let address = try Address(url: text)
            if let scheme = address.scheme, schemes.contains(scheme) { return address }
            let scheme = address.scheme ?? ""
            fail(
                node, "\(node.shownPath) is a URL of the scheme \(quoted(scheme)); allowed: \(allowed)",
                didYouMean(scheme, among: schemes))
        } catch {
            let advice = "a password with special characters is safest as `${NAME}`"
            let isSigned = text.contains("@")
            fail(node, "\(node.shownPath) is no URL: \(error.reason); allowed: \(allowed)", isSigned ? advice : nil)
        }
        return nil
    }

    /// For a password between `://` and `@` that the file itself spells out.
    fileprivate func warnOfPassword(_ node: Node) {
        guard let text = node.scalar, let parts = try? URLParts(text), let user = parts.userInformation,
            let colon = user.firstIndex(of: ":"), user.index(after: colon) < user.endIndex
        else { return }
        guard !user[colon...].contains("${") else { return }
        warnOfSecret(node, "a password", "write `${NAME}` in its place and set NAME in the environment")
    }
}
