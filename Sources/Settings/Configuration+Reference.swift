extension Configuration {
    /// Every key that a file may hold, each after the one that holds it.
    ///
    /// `defaults` stands for itself: what may stand below it are a camera's keys.
    package static var reference: [KeyDescription] { described(Configuration()) }

    /// The reference as a table in Markdown: the one in `docs/configuration.md`.
    package static var referenceTable: String {
        let rows = reference.map { key in
            let standard = key.isRequired ? "required" : key.standard.map { "`\($0)`" } ?? ""
            return "| `\(key.path)` | \(key.allowed) | \(standard) | \(key.summary) |"
        }
        return (["| key | allowed | default | meaning |", "|---|---|---|---|"] + rows).joined(separator: "\n")
    }
}
