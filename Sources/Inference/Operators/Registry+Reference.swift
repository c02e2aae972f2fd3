/// The registry as docs/operators.md shows it; a test keeps the page current.
package enum OperatorReference {
    /// All operators, sorted, other domains' with their domain.
    package static let names: [String] = OperatorRegistry.entries.map(\.fullName).sorted()

    /// A Markdown table by initial letter, each name a link to the standard's page.
    package static var table: String {
        let letters = Dictionary(grouping: names) { $0.prefix(1) }
        let rows = letters.sorted { $0.key < $1.key }.map { letter, names in
            "| \(letter) | \(names.map(link).joined(separator: ", ")) |"
        }
        return "\(names.count) operators.\n\n| | operators |\n|---|---|\n" + rows.joined(separator: "\n")
    }

    private static func link(_ name: String) -> String {
        name.contains(".") ? name : "[\(name)](https://onnx.ai/onnx/operators/onnx__\(name).html)"
    }
}

extension OperatorEntry {
    fileprivate var fullName: String { domain.isEmpty ? name : "\(domain).\(name)" }
}
