import Events

/// An event as it leaves: its bytes are made once and shared by all sinks.
struct Message: Sendable {
    let id: UUIDv7
    let type: EventType

    /// One line of JSON, without the line's end.
    let body: [UInt8]

    /// When the frame that it tells of had arrived; nil where nobody measures.
    let arrived: ContinuousClock.Instant?
}
