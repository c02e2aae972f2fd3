import Events
import Glibc

/// Which types of events a webhook gets, by shell patterns (`fnmatch(3)`): `vedette.object.*`, `*.started`.
struct TypeFilter: Sendable {
    private let types: Set<String>

    /// - Parameter patterns: an event passes if it matches any; all pass where there is none.
    init(_ patterns: [String]) throws(WebhookError) {
        let all = EventType.allCases.map(\.rawValue)
        var types = Set(patterns.isEmpty ? all : [])
        for pattern in patterns {
            let matching = all.filter { fnmatch(pattern, $0, 0) == 0 }
            guard !matching.isEmpty else { throw .unknownTypes(pattern) }
            types.formUnion(matching)
        }
        self.types = types
    }

    func passes(_ type: String) -> Bool {
        types.contains(type)
    }
}
