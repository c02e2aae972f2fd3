import Clocks
import Events
import Foundation
import Seeds
import Status
import TestSupport
import Testing

@Suite("Who may ask what")
struct StatusAPITests {
    @Test(
        "Each role may do what is its own and what those before it may",
        arguments: [
            ("/", "GET", 0), ("/healthz", "GET", 0), ("/readyz", "GET", 0), ("/metrics", "GET", 1),
            ("/api/v1/status", "GET", 1), ("/api/v1/cameras", "GET", 1), ("/api/v1/cameras/yard", "GET", 1),
            ("/api/v1/cameras/yard/picture", "GET", 1), ("/api/v1/events", "GET", 1),
            ("/api/v1/cameras/yard/decisions", "GET", 1), ("/api/v1/configuration", "GET", 2),
            ("/api/v1/reload", "POST", 2), ("/api/v1/audit", "GET", 3),
        ])
    func roles(target: String, method: String, least: Int) throws {
        let desk = try Desk()
        #expect((desk.ask(target, method: method).status < 300) == (least == 0))
        for (rank, name) in ["viewer", "operator", "admin"].enumerated() {
            let status = desk.ask(target, name, method: method).status
            #expect(rank + 1 >= least ? status < 300 : status == 403, "\(name): \(status)")
        }
    }

    @Test("A token for some cameras sees those, and nothing of the others, not even that they are there")
    func camerasOfAToken() throws {
        let desk = try Desk()
        #expect(desk.ask("/api/v1/cameras/gate", "viewer").text == desk.ask("/api/v1/cameras/nobody", "viewer").text)
        for target in ["/api/v1/cameras", "/metrics", "/api/v1/status"] {
            let text = desk.ask(target, "viewer").text
            #expect(!text.contains("\"gate\""), "\(target)")
        }
        #expect(desk.ask("/api/v1/cameras", "operator").text.contains("\"gate\""))
        #expect(!desk.ask("/api/v1/status", "viewer").text.contains("sinks"))
    }

    @Test("A picture that a camera has not is not there, and every one that is shown was written down before")
    func pictures() throws {
        let desk = try Desk()
        #expect(desk.ask("/api/v1/cameras/gate/picture", "admin").status == 404)
        let answer = desk.ask("/api/v1/cameras/yard/picture?overlays=true", "admin")
        #expect(answer.status == 200 && answer.type == "image/jpeg")
        #expect(desk.ask("/api/v1/cameras/yard/picture?overlays=perhaps", "admin").status == 400)
        let lines = desk.auditLines
        #expect(lines.map { $0["action"] as? String } == ["picture"])
        #expect(lines[0]["camera"] as? String == "yard" && lines[0]["caller"] as? String == "admin")
        #expect(lines[0]["address"] as? String == "192.0.2.9")
    }

    @Test("Without an audit log there is neither a picture nor a reload")
    func noAudit() throws {
        let desk = try Desk(auditPath: "/dev/null/audit.jsonl")
        #expect(desk.ask("/api/v1/cameras/yard/picture", "admin").status == 503)
        #expect(desk.ask("/api/v1/reload", "admin", method: "POST").status == 503)
        #expect(desk.ask("/api/v1/cameras", "admin").status == 200)
    }

    @Test(
        "Without a token this machine alone may ask, by its own name and for itself",
        arguments: [
            ("127.0.0.1", ["host": "127.0.0.1:8470"], 200), ("::1", ["host": "[::1]:8470"], 200),
            ("127.0.0.1", ["host": "localhost:8470"], 200), ("192.0.2.9", ["host": "127.0.0.1:8470"], 401),
            // A name that someone lets point here (DNS rebinding).
            ("127.0.0.1", ["host": "evil.example:8470"], 403), ("127.0.0.1", ["host": "127.0.0.1.evil.example"], 403),
            ("127.0.0.1", ["host": "localhost.evil.example"], 403), ("127.0.0.1", [:], 403),
            // A page of another origin in this machine's browser.
            ("127.0.0.1", ["host": "127.0.0.1:8470", "origin": "https://evil.example"], 403),
            ("127.0.0.1", ["host": "127.0.0.1:8470", "origin": "null"], 403),
            ("127.0.0.1", ["host": "127.0.0.1:8470", "origin": "http://127.0.0.1:9999"], 403),
            ("127.0.0.1", ["host": "127.0.0.1:8470", "origin": "http://127.0.0.1:8470"], 200),
            ("127.0.0.1", ["host": "127.0.0.1:8470", "sec-fetch-site": "cross-site"], 403),
            ("127.0.0.1", ["host": "127.0.0.1:8470", "sec-fetch-site": "same-origin"], 200),
            // A proxy on this machine that speaks for somebody else.
            ("127.0.0.1", ["host": "127.0.0.1:8470", "x-forwarded-for": "192.0.2.1"], 401),
            ("127.0.0.1", ["host": "127.0.0.1:8470", "forwarded": "for=192.0.2.1"], 401),
        ] as [(String, [String: String], Int)])
    func local(peer: String, headers: [String: String], status: Int) throws {
        let desk = try Desk(local: .admin)
        #expect(desk.ask("/api/v1/cameras", peer: peer, headers: headers).status == status)
        let reload = desk.ask("/api/v1/reload", method: "POST", peer: peer, headers: headers).status
        #expect(reload == (status == 200 ? 202 : status))
    }

    @Test("Guesses are told of and slowed down, address by address, and a name shown twice is no token")
    func guesses() throws {
        let desk = try Desk()
        let answers = (0..<30).map { desk.ask("/api/v1/cameras", "guess number \($0)").status }
        #expect(answers.prefix(10).allSatisfy { $0 == 401 } && answers.suffix(20).allSatisfy { $0 == 429 })
        #expect(desk.auditLines.count == 10, "what is slowed down does not fill the disk")
        #expect(desk.ask("/api/v1/cameras", "admin").status == 429)
        #expect(desk.ask("/api/v1/cameras", "admin", peer: "192.0.2.10").status == 200)
        for authorization in ["Basic dXNlcjpwYXNz", "Bearer", "Bearer a b", "bearer the-token-of-admin,Bearer x", ""] {
            let answer = desk.ask("/api/v1/cameras", peer: "192.0.2.11", headers: ["authorization": authorization])
            #expect(answer.status == 401, "\(authorization)")
        }
    }

    @Test("What is not there, or not this way, is said plainly")
    func elsewhere() throws {
        let desk = try Desk()
        #expect(desk.ask("/api/v2/cameras", "admin").status == 404)
        #expect(desk.ask("/api/v1/reload", "admin").status == 405)
        let answer = desk.ask("/metrics", "admin", method: "DELETE")
        #expect(answer.status == 405 && answer.headers.contains { $0 == ("Allow", "GET, HEAD") })
        #expect(desk.ask("/metrics", "admin", method: "HEAD").status == 200)
    }

    @Test("A pipeline that makes no progress is not healthy")
    func health() throws {
        #expect(try Desk().ask("/healthz").status == 200)
        #expect(try Desk(site: Site(isAlive: false)).ask("/healthz").status == 503)
        #expect(try Desk(site: Site(isAlive: false)).ask("/readyz").status == 200)
    }

    @Test("The page's policy names its script and its style, and nothing of another origin")
    func page() throws {
        let answer = try Desk().ask("/")
        let policy = try #require(answer.headers.first { $0.name == "Content-Security-Policy" }?.value)
        #expect(policy.contains("default-src 'none'") && policy.contains("script-src 'sha256-"))
        #expect(!policy.contains("unsafe"))
        let html = answer.text
        #expect(!html.contains("http:") && !html.contains("https:") && !html.contains("innerHTML"))
        #expect(!html.replacing("<script>", with: "").contains("<script"))
    }

    @Test("The description has every path, and no other", .enabled(if: Judge.isAvailable, "\(Judge.absence)"))
    func described() throws {
        let described = try Judge.ask("judge_api.py", Material.packageRoot + "/docs/openapi.yaml", "paths")
        #expect(Set(described) == Set(StatusAPI.paths.map { "\($0.method) \($0.path)" }))
    }
}

@Suite("Requests")
struct HTTPRequestTests {
    private func request(_ target: String) -> HTTPRequest? {
        HTTPRequest(method: "GET", target: target, headers: [:], peer: "")
    }

    @Test("A path is unescaped once, segment by segment; of a query's names the first counts")
    func parts() throws {
        let parsed = try #require(request("/a/%C3%A4%20b/c%2525?x=1&x=2&y=%26%3D&z&=w"))
        #expect(parsed.path == ["a", "ä b", "c%25"])
        #expect(parsed.query == ["x": "1", "y": "&=", "z": "", "": "w"])
        #expect(request("/")?.path == [])
    }

    @Test("No target, however made, gives a segment that leads elsewhere")
    func fuzz() {
        var generator = SeededGenerator(seed: 7)
        let pieces = [
            "/", ".", "..", "%", "%2", "%2e", "%2E%2e", "%2f", "%5c", "\\", "%00", "%0a", "a", "é", "%c3", "%a9", "?",
            "&",
            "=", "#", "//", "\u{7F}", "%7f", "\u{1}", "..%2f", "%252e",
        ]
        var parsed = 0
        for _ in 0..<20_000 {
            let count = Int.random(in: 0...8, using: &generator)
            let target = "/" + (0..<count).map { _ in generator.pick(pieces) }.joined()
            guard let request = request(target) else { continue }
            parsed += 1
            for segment in request.path {
                let isPlain = segment.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
                #expect(
                    isPlain && ![".", "..", ""].contains(segment) && !segment.contains { "/\\".contains($0) },
                    "\(target)")
            }
        }
        #expect(parsed > 500)
    }
}

@Suite("How often one may guess")
struct GuessLimiterTests {
    @Test("Ten at once, then one in six seconds, and an address of IPv6 counts with its network")
    func refill() throws {
        let desk = try Desk()
        func guess(_ peer: String) -> Int { desk.ask("/api/v1/cameras", "wrong", peer: peer).status }
        for number in 0..<10 { #expect(guess("2001:db8::\(number + 1)") == 401) }
        let slowed = desk.ask("/api/v1/cameras", "wrong", peer: "2001:db8::ffff")
        #expect(slowed.status == 429)
        let wait = try #require(slowed.headers.first { $0.name == "Retry-After" }.flatMap { Int($0.value) })
        #expect((1...7).contains(wait))
        #expect(guess("2001:db9::1") == 401)
    }
}
