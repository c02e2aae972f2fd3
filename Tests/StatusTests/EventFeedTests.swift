import Clocks
import Events
import Foundation
import Status
import TestSupport
import Testing

@Suite("Live events", .serialized)
struct EventFeedTests {
    private static let factory = EventFactory.live(host: "box")

    private func event(_ camera: String?) -> Event {
        Self.factory.event(.cameraOffline(.offline(reason: "test")), camera: camera, at: .now())
    }

    @Test("Events come over a real connection as they happen; after a break, what was missed comes first")
    func stream() throws {
        let desk = try Desk()
        let server = try HTTPServer(ListenSocket(host: "127.0.0.1", port: 0)) { [api = desk.api] in api.answer($0) }
        defer {
            desk.feed.close()
            server.stop()
        }
        let events = (0..<5).map { _ in event("yard") }
        func listen(_ headers: String = "") throws -> Client {
            let client = try Client(port: server.port)
            client.send(
                "GET /api/v1/events/stream HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer the-token-of-admin\r\n"
                    + headers + "\r\n")
            #expect(client.read { $0.contains(":\n\n") }.contains("Content-Type: text/event-stream"))
            return client
        }
        let first = try listen()
        for event in events.prefix(2) { desk.feed.publish(event) }
        let heard = first.read { text in events.prefix(2).allSatisfy { text.contains("id: \($0.id)\n") } }
        #expect(heard.contains("event: vedette.camera.offline\ndata: {"))
        for event in events.suffix(3) { desk.feed.publish(event) }
        _ = first.read { $0.contains("id: \(events[4].id)\n") }

        let client = try Client(port: server.port)
        client.send(
            "GET /api/v1/events/stream HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer the-token-of-admin\r\n"
                + "Last-Event-ID: \(events[1].id)\r\n\r\n")
        let missed = client.read { $0.contains("id: \(events[4].id)\n") }
        #expect(!missed.contains("id: \(events[1].id)\n") && missed.contains("id: \(events[2].id)\n"))
    }

    @Test("A token for some cameras hears of those, and who asks for others hears nothing")
    func filtered() throws {
        let desk = try Desk()
        for camera in ["yard", "gate", nil] { desk.feed.publish(event(camera)) }
        let all = try poll(seconds: 20) { () -> String? in
            let text = desk.ask("/api/v1/events", "admin").text
            return text.components(separatedBy: "\"id\"").count == 4 ? text : nil
        }
        #expect(all.contains("/box/gate"))
        let some = desk.ask("/api/v1/events", "viewer").text
        #expect(some.contains("/box/yard") && !some.contains("/box/gate") && !some.contains("\"/box\""))
        #expect(desk.ask("/api/v1/events?camera=gate", "viewer").text == "[]\n")
        #expect(desk.ask("/api/v1/events?type=vedette.object.*", "admin").text == "[]\n")
        #expect(desk.ask("/api/v1/events?limit=0", "admin").status == 400)
    }

    @Test("A feed holds a thousand events and 32 listeners, and no more")
    func bounds() throws {
        let desk = try Desk()
        for _ in 0..<3 {
            for _ in 0..<900 { desk.feed.publish(event("yard")) }
            _ = try poll(seconds: 30) { desk.feed.recent(limit: 1_000) { _ in true }.count >= 900 ? true : nil }
        }
        _ = try poll(seconds: 30) { desk.feed.recent(limit: 5_000) { _ in true }.count == 1_000 ? true : nil }
        let caller = Caller(name: "", role: .viewer)
        let streams = (0..<40).compactMap { _ in desk.feed.subscribe(as: caller, after: nil) { _ in true } }
        #expect(streams.count == 32)
        desk.feed.pause()
        #expect(desk.feed.listeners == 0 && desk.feed.subscribe(as: caller, after: nil) { _ in true } == nil)
        desk.feed.resume()
        #expect(desk.feed.subscribe(as: caller, after: nil) { _ in true } != nil)
    }
}
