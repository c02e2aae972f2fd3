import Glibc
import Seeds
import Status
import TestSupport
import Testing

/// Requests that were right once: what the parser makes of them, and what a listener with the whole API answers.
@Suite("Requests that were changed")
struct HostileRequestTests {
    private static let targets = [
        "/", "/healthz", "/metrics", "/api/v1/cameras/yard", "/api/v1/cameras/y%61rd/picture?overlays=true",
        "/api/v1/cameras/yard/decisions?limit=10&words=true",
        "/api/v1/events?limit=5&type=vedette.object.*&camera=yard",
        "/api/v1/audit?limit=7",
    ]

    @Test("A target is refused, or has a path that can mean one thing alone")
    func targets() {
        var refused = 0, read = 0
        for seed in 0..<20_000 {
            var mutator = MessageMutator(seed: UInt64(seed))
            let bytes = mutator.mutated(Array(Self.targets[seed % Self.targets.count].utf8))
            // As the listener does it: what is no text never comes so far.
            guard let target = String(validating: bytes, as: UTF8.self) else { continue }
            guard let request = HTTPRequest(method: "GET", target: target, headers: [:], peer: "192.0.2.9") else {
                refused += 1
                continue
            }
            read += 1
            for segment in request.path {
                #expect(!segment.isEmpty && segment != "." && segment != "..", "\(target)")
                #expect(!segment.utf8.contains { $0 < 0x20 || $0 == 0x7F || $0 == 0x2F || $0 == 0x5C }, "\(target)")
            }
            let texts = request.query.flatMap { [$0.key, $0.value] }
            #expect(texts.allSatisfy { !$0.utf8.contains(0) }, "\(target)")
        }
        #expect(refused > 1_000 && read > 1_000)
    }

    private static let requests = targets.flatMap { target in
        [
            "GET \(target) HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer the-token-of-admin\r\nAccept: */*\r\n\r\n",
            "HEAD \(target) HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: http://127.0.0.1\r\nIf-None-Match: \"7\"\r\n\r\n",
            "POST \(target) HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\nbody",
            "POST \(target) HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n4;x=y\r\nbody\r\n0\r\n\r\n",
        ]
    }

    @Test("A listener answers them with HTTP or an end, never with a failure of its own, and goes on")
    func wire() throws {
        let desk = try Desk(local: .viewer)
        // Who leaves a request unfinished is waited for; many at once, so that they are waited for together.
        var limits = HTTPServer.Limits()
        limits.idle = .seconds(1)
        let server = try HTTPServer(ListenSocket(host: "127.0.0.1", port: 0), limits: limits) { [api = desk.api] in
            api.answer($0)
        }
        defer { server.stop() }
        var kinds: Set<Substring> = []
        for round in 0..<16 {
            let clients = try (round * 50..<round * 50 + 50).map { seed in
                var mutator = MessageMutator(seed: UInt64(seed))
                let client = try Client(port: server.port)
                client.send(mutator.mutated(Array(Self.requests[seed % Self.requests.count].utf8)))
                client.endWriting()
                return client
            }
            for client in clients {
                let answer = client.read()
                #expect(answer.isEmpty || answer.hasPrefix("HTTP/1."), "round \(round): \(answer.prefix(80))")
                #expect(!answer.hasPrefix("HTTP/1.1 500 "), "round \(round)")
                kinds.insert(answer.dropFirst(9).prefix(1))
            }
        }
        #expect(kinds.isSuperset(of: ["2", "4"]))
        #expect(try Client.ask(server.port, "/healthz").hasSuffix("ok\n"))
    }
}
