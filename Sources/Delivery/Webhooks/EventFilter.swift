package import Events
import Glibc

/// Which events a receiver gets: those that pass every part that is set.
package struct EventFilter: Hashable, Sendable {
    /// Shell patterns (`fnmatch(3)`) of types: `vedette.object.*`, `*.started`; an event passes if it matches any.
    package var types: [String] = []

    /// Names; the daemon's own events pass only where this is empty.
    package var cameras: [String] = []

    /// Of the object that an event is about; an event about none passes only where this is empty.
    package var labels: [String] = []

    /// An event passes if it is about one of them, or its object stands in one.
    package var zones: [String] = []

    /// The least score of the object, 0 to 1; an event about none passes only where this is nil.
    package var score: Double?

    package init() {}

    package func passes(_ event: EventFacts) -> Bool {
        (types.isEmpty || types.contains { fnmatch($0, event.type, 0) == 0 })
            && (cameras.isEmpty || event.camera.map(cameras.contains) ?? false)
            && (labels.isEmpty || event.label.map(labels.contains) ?? false)
            && (zones.isEmpty || event.zones.contains { zones.contains($0) })
            && (score.map { score in event.score.map { $0 >= score } ?? false } ?? true)
    }

    /// - Throws: ``WebhookError/unknownTypes(_:)`` for a pattern that no type of event matches.
    func check() throws(WebhookError) {
        for pattern in types {
            guard EventType.allCases.contains(where: { fnmatch(pattern, $0.rawValue, 0) == 0 }) else {
                throw .unknownTypes(pattern)
            }
        }
    }
}
