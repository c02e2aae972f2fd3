/// What goes with the tree while it is read: where texts get their variables and files, and where the findings gather.
final class Reader {
    let environment: [String: String]
    /// The configuration file's own folder, which relative paths start from.
    let folder: String
    private(set) var findings: [Finding]

    /// While `defaults` is read: keys that every camera has for itself have no place there.
    var readsDefaults = false
    /// What `defaults` makes of a camera that says nothing.
    var cameraDefaults = Configuration.Camera()
    /// Labels that the file names, to be compared with those that the model knows once that is clear.
    private(set) var labels: [(label: String, place: Node.Name)] = []
    /// Whether there are files of single cameras besides, so that this one need not name any.
    var hasCameraFiles = false
    /// Whether a secret stands in the file itself.
    private(set) var holdsSecret = false

    init(environment: [String: String], folder: String, findings: [Finding]) {
        self.environment = environment
        self.folder = folder
        self.findings = findings
    }

    func fail(_ node: Node, _ message: String, _ suggestion: String? = nil) {
        findings.append(Finding(place: node.place, width: node.width, message: message, suggestion: suggestion))
    }

    func fail(_ key: Node.Name, _ message: String, _ suggestion: String? = nil) {
        let width = key.text.unicodeScalars.count
        findings.append(Finding(place: key.place, width: width, message: message, suggestion: suggestion))
    }

    func warn(_ node: Node, _ message: String, _ suggestion: String? = nil) {
        let width = node.width
        findings.append(
            Finding(severity: .warning, place: node.place, width: width, message: message, suggestion: suggestion))
    }

    /// A value that is not what its key allows.
    func refuse(_ node: Node, _ allowed: String, _ suggestion: String? = nil) {
        fail(node, "\(node.shownPath) is \(node.described); allowed: \(allowed)", suggestion)
    }

    func refuseDefault(_ node: Node, _ key: String) {
        fail(node, "\(quoted(key)) is each camera's own; `defaults` cannot give it")
    }

    func mention(label: String, at place: Node.Name) {
        labels.append((label, place))
    }

    func warnOfSecret(_ node: Node, _ what: String, _ suggestion: String) {
        holdsSecret = true
        warn(node, "\(what) stands in the file in clear", suggestion)
    }
}

// MARK: - Mappings

extension Reader {
    func pairs(_ node: Node, _ allowed: String) -> [Node.Pair]? {
        if case .mapping(let pairs) = node.content { return pairs }
        refuse(node, allowed)
        return nil
    }

    func items(_ node: Node, _ allowed: String) -> [Node]? {
        if case .sequence(let items) = node.content { return items }
        refuse(node, allowed)
        return nil
    }

    /// Reads a section over a base; nil where the node is no mapping. Problems with single keys leave the base's values.
    func section<S: Section>(_ node: Node, over base: S) -> S? {
        guard let pairs = pairs(node, Self.keysAllowed(S.self)) else { return nil }
        let values = Dictionary(pairs.map { ($0.key.text, $0) }, uniquingKeysWith: { first, _ in first })
        var section = base
        for key in S.keys {
            switch (values[key.name], key.need) {
            case (let pair?, .own) where readsDefaults:
                refuseDefault(pair.value, key.name)
            case (let pair?, _): key.read(pair.value, &section, self)
            case (nil, .optional): break
            case (nil, .required) where hasCameraFiles && S.self == Configuration.self: break
            case (nil, .required), (nil, .own):
                if !readsDefaults { fail(node, "\(node.shownPath) lacks the required key \(quoted(key.name))") }
            }
        }
        for pair in pairs { checkKnown(pair.key, S.self) }
        section.check(node, self)
        return section
    }

    private func checkKnown<S: Section>(_ key: Node.Name, _: S.Type) {
        let names = S.keys.map(\.name)
        guard !names.contains(key.text) else { return }
        let place = key.parent.isEmpty ? "" : " in \(quoted(key.parent))"
        if key.text == "<<" {
            return fail(key, "merge keys (`<<`) are not read", "put what cameras share under `defaults`")
        }
        fail(
            key, "unknown key \(quoted(key.text))\(place); allowed: \(names.joined(separator: ", "))",
            didYouMean(key.text, among: names))
    }

    private static func keysAllowed<S: Section>(_: S.Type) -> String {
        "a mapping with the keys \(S.keys.map(\.name).joined(separator: ", "))"
    }
}

func didYouMean(_ word: String, among candidates: some Collection<String>) -> String? {
    nearest(to: word, among: candidates).map { "did you mean `\($0)`?" }
}
