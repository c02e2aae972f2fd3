import Clocks
package import Events
import Threads

/// An event as the API gives it out.
package struct RecentEvent: Sendable {
    package let id: String
    package let type: String
    /// nil for what concerns the daemon as a whole.
    package let camera: String?
    /// The log's line.
    package let json: [UInt8]

    init?(_ event: Event) {
        guard let json = try? event.json() else { return nil }
        id = event.id.description
        type = event.type.rawValue
        let segments = event.source.split(separator: "/")
        camera = segments.count > 1 ? segments.last.map(String.init) : nil
        self.json = json
    }

    /// As server-sent events have it (HTML Living Standard, section 9.2.5). JSON has no line breaks.
    var frame: [UInt8] { Array("id: \(id)\nevent: \(type)\ndata: ".utf8) + json + Array("\n\n".utf8) }
}

/// The latest events, and whoever listens for the next.
///
/// ``publish(_:)`` is called on the cameras' workers: it appends to a bounded list and is gone; all else is done by a
/// thread of the feed's own.
package final class EventFeed: Sendable {
    /// How many events are remembered, and how many bytes of them.
    fileprivate static let (mostEvents, mostBytes) = (1_000, 4 << 20)

    /// More than any dashboard wall has.
    private static let mostStreams = 32

    fileprivate struct State: Sendable {
        var arrived: [Event] = []
        var recent: [RecentEvent] = []
        var recentBytes = 0
        var streams: [EventStream] = []
        var isPaused = false
        var isClosed = false
    }

    private let state = Monitor(State())

    package init() {
        _ = BlockingThread(name: "event-feed") { self.run() }
    }

    /// Never waits; what a burst leaves no room for is not shown.
    package func publish(_ event: Event) {
        state.withLock { state in
            if !state.isClosed && state.arrived.count < Self.mostEvents { state.arrived.append(event) }
        }
    }

    /// The latest events that are wanted, oldest first, at most `limit`.
    ///
    /// - Parameter id: only what came after this event, where it is still remembered.
    package func recent(
        limit: Int, after id: String? = nil, where isWanted: (RecentEvent) -> Bool
    ) -> [RecentEvent] {
        let recent = state.withLock { $0.recent }
        return Array(Self.following(id, in: recent).filter(isWanted).suffix(limit))
    }

    /// Begins a stream; nil where there are too many already.
    ///
    /// - Parameter id: what came after this event is sent first, where it is still remembered.
    package func subscribe(
        as caller: Caller, after id: String?, where isWanted: @escaping @Sendable (RecentEvent) -> Bool
    ) -> EventStream? {
        state.withLock { state in
            state.streams.removeAll(where: \.isEnded)
            guard !state.isPaused, state.streams.count < Self.mostStreams else { return nil }
            let missed = id.map { Array(Self.following($0, in: state.recent)) } ?? []
            let stream = EventStream(caller: caller, first: missed, wanted: isWanted)
            state.streams.append(stream)
            return stream
        }
    }

    /// How many listen now.
    package var listeners: Int { state.withLock { $0.streams.count { !$0.isEnded } } }

    /// Ends every stream, and begins none until ``resume()``: before the server that serves them ends.
    package func pause() {
        let streams = state.withLock { state in
            state.isPaused = true
            defer { state.streams = [] }
            return state.streams
        }
        for stream in streams { stream.end() }
    }

    package func resume() {
        state.withLock { $0.isPaused = false }
    }

    /// Ends every stream and the thread.
    package func close() {
        state.withLock { $0.isClosed = true }
        pause()
    }

    private static func following(_ id: String?, in recent: [RecentEvent]) -> ArraySlice<RecentEvent> {
        guard let id, let place = recent.lastIndex(where: { $0.id == id }) else { return recent[...] }
        return recent[(place + 1)...]
    }

    private enum Wake {
        case events([Event])
        case end
    }

    private func run() {
        while true {
            let wake = state.wait(for: .seconds(15)) { state -> Wake? in
                if state.isClosed { return .end }
                guard !state.arrived.isEmpty else { return nil }
                defer { state.arrived = [] }
                return .events(state.arrived)
            }
            switch wake {
            case .events(let events): hand(out: events.compactMap(RecentEvent.init))
            case .end: return
            case nil: for stream in state.withLock({ $0.streams }) { stream.beat() }
            }
        }
    }

    private func hand(out events: [RecentEvent]) {
        // In one step, so that a stream that begins meanwhile gets each event once.
        state.withLock { state in
            state.streams.removeAll(where: \.isEnded)
            for event in events {
                state.remember(event)
                for stream in state.streams { stream.send(event) }
            }
        }
    }
}

extension EventFeed.State {
    fileprivate mutating func remember(_ event: RecentEvent) {
        recent.append(event)
        recentBytes += event.json.count
        while recent.count > EventFeed.mostEvents || recentBytes > EventFeed.mostBytes, !recent.isEmpty {
            recentBytes -= recent.removeFirst().json.count
        }
    }
}
