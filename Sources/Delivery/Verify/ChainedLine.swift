import Digests
import FoundationEssentials

/// Where a line stands.
package struct LinePlace: Hashable, Sendable, CustomStringConvertible {
    /// A path; nil for the database.
    package let file: String?

    /// From 1, within the file; in the database, the sequence number.
    package let line: Int64

    package init(file: String?, line: Int64) {
        self.file = file
        self.line = line
    }

    package var description: String { file.map { "\($0):\(line)" } ?? "sequence \(line) of the database" }
}

/// What the chain needs to know of a line.
struct ChainedLine: Sendable {
    let place: LinePlace

    /// nil where the line is no event, empty where it is a chained line of another kind, as the audit log's are.
    let id: String?

    /// The hash that it claims for the line before; nil where it claims none.
    let previous: String?
    let hash: String

    init(_ bytes: some Collection<UInt8>, at place: LinePlace) {
        self.place = place
        let members = try? JSONDecoder().decode(Members.self, from: Data(bytes))
        let isEvent = members?.specversion != nil
        id = isEvent ? members?.id : members?.previoushash.map { _ in "" }
        previous = members?.previoushash
        hash = SHA256.text(Array(bytes))
    }
}

private struct Members: Decodable {
    let id: String?
    let specversion: String?
    let previoushash: String?
}
