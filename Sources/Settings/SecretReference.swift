/// A text that names the file in which a value stands: `file:PATH`, or `credential:NAME` for one that systemd's
/// `LoadCredential=` provides (systemd.exec(5), "Credentials").
enum SecretReference {
    case file(String)
    case credential(String)

    init(_ text: String) {
        if text.hasPrefix("credential:") {
            self = .credential(String(text.dropFirst("credential:".count)))
        } else {
            self = .file(text.hasPrefix("file:") ? String(text.dropFirst("file:".count)) : text)
        }
    }

    static func isOne(_ text: String) -> Bool { text.hasPrefix("file:") || text.hasPrefix("credential:") }
}

extension Reader {
    func path(of reference: SecretReference, _ node: Node) -> String? {
        switch reference {
        case .file(let text): path(text, node)
        case .credential(let name): credential(name, node)
        }
    }

    private func credential(_ name: String, _ node: Node) -> String? {
        guard !name.isEmpty, !name.contains("/"), ![".", ".."].contains(name) else {
            fail(node, "\(node.shownPath): a credential's name is no path", "write `credential:NAME`")
            return nil
        }
        guard let folder = environment["CREDENTIALS_DIRECTORY"] else {
            fail(
                node, "\(node.shownPath): there are no credentials here",
                "systemd gives them to a unit with `LoadCredential=\(name):PATH`")
            return nil
        }
        return folder + "/" + name
    }
}
