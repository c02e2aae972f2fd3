package import Events

/// An event as it leaves: its bytes are made once and shared by all sinks.
package struct Message: Sendable {
    package let id: UUIDv7
    package let type: EventType

    /// One line of JSON, without the line's end.
    package let body: [UInt8]

    /// When the frame that it tells of had arrived; nil where nobody measures.
    package let arrived: ContinuousClock.Instant?

    package init(id: UUIDv7, type: EventType, body: [UInt8], arrived: ContinuousClock.Instant?) {
        self.id = id
        self.type = type
        self.body = body
        self.arrived = arrived
    }
}
