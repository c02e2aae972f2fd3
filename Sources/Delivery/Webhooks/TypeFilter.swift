import Events
import Glibc

/// Which types of events a webhook gets, by shell patterns (`fnmatch(3)`): `vedette.object.*`, `*.started`.
struct TypeFilter: Sendable {
    private let types: Set<EventType>

    /// - Parameter patterns: an event passes if it matches any; all pass where there is none.
    init(_ patterns: [String]) throws(WebhookError) {
        var types = Set(patterns.isEmpty ? EventType.allCases : [])
        for pattern in patterns {
            let matching = EventType.allCases.filter { fnmatch(pattern, $0.rawValue, 0) == 0 }
            guard !matching.isEmpty else { throw .unknownTypes(pattern) }
            types.formUnion(matching)
        }
        self.types = types
    }

    func passes(_ type: EventType) -> Bool {
        types.contains(type)
    }
}
