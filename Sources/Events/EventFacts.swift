/// What a receiver may be told apart by: the part of an event that filters look at.
package struct EventFacts: Hashable, Sendable {
    /// CloudEvents' `type`; a text, since a later version may have written types of its own.
    package var type: String

    /// nil for what concerns the daemon as a whole.
    package var camera: String?

    /// Of the object that it is about.
    package var label: String?

    /// The one that it is about, and those that its object stands in.
    package var zones: [String] = []

    /// The latest detection's, 0 to 1, of the object that it is about.
    package var score: Double?

    package init(type: String, camera: String?) {
        self.type = type
        self.camera = camera
    }
}

extension Event {
    package var facts: EventFacts {
        var facts = EventFacts(type: type.rawValue, camera: camera)
        if let object = report.data.subject {
            (facts.label, facts.score, facts.zones) = (object.label, object.score, object.zones)
        }
        if let zone = report.data.place, !facts.zones.contains(zone) { facts.zones.append(zone) }
        return facts
    }
}
