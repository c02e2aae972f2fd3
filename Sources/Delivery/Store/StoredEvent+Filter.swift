import Events

extension EventFilter {
    /// Whether an event of the database passes; what cannot be read passes only where nothing in it is asked for.
    package func passes(_ event: StoredEvent) -> Bool {
        let looksInside = !labels.isEmpty || !zones.isEmpty || score != nil
        let facts = looksInside ? LoggedEvent(event.body)?.facts : EventFacts(type: event.type, camera: event.camera)
        return facts.map(passes) ?? false
    }
}
