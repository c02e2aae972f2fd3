import Glibc
import Seeds
import Status
import Synchronization
import TestSupport
import Testing
import Threads

/// What strangers do to a listener, with real sockets.
@Suite("HTTP server", .serialized)
struct HTTPServerTests {
    private func server(
        _ limits: HTTPServer.Limits = .init(),
        answer: @escaping @Sendable (HTTPRequest) -> HTTPAnswer = { .text($0.path.joined(separator: "|") + "\n") }
    ) throws -> HTTPServer {
        try HTTPServer(ListenSocket(host: "127.0.0.1", port: 0), limits: limits, answer: answer)
    }

    @Test("A request is answered, and a browser is told to make nothing else of the answer")
    func answers() throws {
        let server = try server()
        defer { server.stop() }
        let answer = try Client.ask(server.port, "/a/b?c=d")
        #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n") && answer.hasSuffix("\r\n\r\na|b\n"))
        for header in ["X-Content-Type-Options: nosniff", "Content-Security-Policy: default-src 'none'", "no-store"] {
            #expect(answer.contains(header))
        }
        #expect(server.answered == [200: 1])
    }

    @Test(
        "A target that could mean two things is none",
        arguments: [
            "/../etc/passwd", "/a/../b", "/%2e%2e/x", "/a%2fb", "/a%5Cb", "/a//b", "/%00", "/%", "/%4", "/%zz", "/%ff",
            "/a%0Ab", "/./a", "/%c0%ae%c0%ae/x",
        ])
    func traversal(target: String) throws {
        let server = try server()
        defer { server.stop() }
        #expect(try Client.ask(server.port, target).hasPrefix("HTTP/1.1 400 "))
    }

    @Test("Headers that are too large end in a plain refusal, and the next request is answered")
    func hugeHeaders() throws {
        let server = try server()
        defer { server.stop() }
        for headers in [
            ["X: " + String(repeating: "a", count: 1 << 20)], (0..<20_000).map { "X-\($0): a" },
            ["Host: " + String(repeating: "b", count: 20_000)],
        ] {
            let client = try Client(port: server.port)
            client.send("GET / HTTP/1.1\r\n" + headers.joined(separator: "\r\n") + "\r\n\r\n")
            let answer = client.read { $0.contains("\r\n\r\n") }
            #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 4"), "\(answer.prefix(100))")
        }
        let long = try Client.ask(server.port, "/" + String(repeating: "a", count: 100_000))
        #expect(long.isEmpty || long.hasPrefix("HTTP/1.1 4"))
        #expect(try Client.ask(server.port, "/still").hasSuffix("still\n"))
    }

    @Test("A body that nobody asked for is refused by its length, or cut off as it comes")
    func bodies() throws {
        let server = try server()
        defer { server.stop() }
        let announced = try Client(port: server.port)
        announced.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000000000\r\n\r\n")
        #expect(announced.read { $0.contains("\r\n\r\n") }.hasPrefix("HTTP/1.1 413 "))
        let chunked = try Client(port: server.port)
        chunked.send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n")
        let chunk = "1000\r\n" + String(repeating: "a", count: 4096) + "\r\n"
        _ = try poll(seconds: 30) { chunked.send(chunk) && !chunked.isEnded ? nil : true }
    }

    @Test("Who sends a byte now and then is ended, and holds up nobody meanwhile")
    func slowBytes() throws {
        var limits = HTTPServer.Limits()
        limits.request = .milliseconds(500)
        let server = try server(limits)
        defer { server.stop() }
        let slow = try (0..<20).map { _ in try Client(port: server.port) }
        for client in slow { client.send("GET /slow HTTP/1.1\r\n") }
        #expect(try Client.ask(server.port, "/quick").hasSuffix("quick\n"))
        _ = try poll(seconds: 60) {
            for client in slow { client.send("X") }
            return slow.allSatisfy(\.isEnded) ? true : nil
        }
        #expect(try Client.ask(server.port, "/later").hasSuffix("later\n"))
    }

    @Test("Of two thousand connections so many are held as the limit says; when they are gone, it answers again")
    func flood() throws {
        // As many as the system allows; the tests' other suites need some, too.
        var files = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &files)
        files.rlim_cur = min(files.rlim_max, 8_192)
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &files)
        let many = min(2_000, Int(files.rlim_cur) - 1_000)
        try #require(many > 500)
        var limits = HTTPServer.Limits()
        limits.connections = 64
        limits.connectionsOfOneAddress = 64
        let server = try server(limits)
        defer { server.stop() }
        var open: [Int32] = []
        defer { for descriptor in open { close(descriptor) } }
        for _ in 0..<many {
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
            guard descriptor >= 0 else { break }
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = UInt16(server.port).bigEndian
            address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    _ = connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            open.append(descriptor)
            #expect(server.connections <= 64)
        }
        _ = try poll(seconds: 30) { server.connections == 64 ? true : nil }
        for descriptor in open { close(descriptor) }
        open = []
        let answer = try poll(seconds: 60) { () -> String? in
            let answer = (try? Client.ask(server.port, "/again")) ?? ""
            return answer.isEmpty ? nil : answer
        }
        #expect(answer.hasSuffix("again\n"))
    }

    @Test("Random bytes are answered with a refusal or an end, never with anything else")
    func fuzz() throws {
        let server = try server()
        defer { server.stop() }
        var generator = SeededGenerator(seed: 20_261_128)
        let pieces = [
            "GET ", "POST ", " HTTP/1.1", "\r\n", "\n", "\r", ":", "Host: x", "Content-Length: ", "-1", "%", "%2", "/",
            "..", "\u{0}", "é", "Transfer-Encoding: chunked", "ffffffffffffffff", "Connection: close", " ", "\t", "?",
            "#",
        ]
        for _ in 0..<300 {
            let client = try Client(port: server.port)
            let count = Int.random(in: 1...30, using: &generator)
            client.send((0..<count).map { _ in generator.pick(pieces) }.joined() + "\r\nConnection: close\r\n\r\n\r\n")
            client.endWriting()
            let answer = client.read()
            #expect(answer.isEmpty || answer.hasPrefix("HTTP/1."), "\(answer.prefix(80))")
        }
        #expect(try Client.ask(server.port, "/alive").hasSuffix("alive\n"))
    }

    @Test("An answer that takes its time holds up nobody; beyond so many, one is told to come again")
    func slowAnswers() throws {
        let mayGoOn = Monitor(false)
        var limits = HTTPServer.Limits()
        limits.slowAnswers = 3
        let server = try server(limits) { request in
            guard request.path.first == "slow" else { return .text("quick\n") }
            return .later {
                _ = mayGoOn.wait { $0 ? true : nil }
                return .text("slow \(request.path[1])\n", 203)
            }
        }
        defer { server.stop() }
        let clients = try (0..<5).map { number in
            let client = try Client(port: server.port)
            client.send("GET /slow/\(number) HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
            return client
        }
        _ = try poll(seconds: 60) { server.answered[503] == 2 ? true : nil }
        #expect(try Client.ask(server.port, "/healthz").hasSuffix("quick\n"))
        #expect(server.answered == [503: 2, 200: 1])
        mayGoOn.withLock { $0 = true }
        var made = 0
        for (number, client) in clients.enumerated() {
            let answer = client.read()
            if answer.hasPrefix("HTTP/1.1 503 ") {
                #expect(answer.contains("Retry-After: 1\r\n"))
            } else {
                #expect(answer.hasPrefix("HTTP/1.1 203 ") && answer.hasSuffix("slow \(number)\n"), "\(answer)")
                made += 1
            }
        }
        #expect(made == 3)
        #expect(try Client.ask(server.port, "/slow/9").hasSuffix("slow 9\n"))
    }

    @Test("A server that ends waits for no slow answer, and says so to whoever asked for one")
    func slowAnswersAtTheEnd() throws {
        let (begun, mayGoOn) = (Monitor(false), Monitor(false))
        let server = try server { _ in
            .later {
                begun.withLock { $0 = true }
                _ = mayGoOn.wait { $0 ? true : nil }
                return .text("too late\n")
            }
        }
        let clients = try (0..<2).map { _ in try Client(port: server.port) }
        for client in clients { client.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n") }
        _ = begun.wait { $0 ? true : nil }
        server.stop()
        for client in clients {
            let answer = client.read()
            #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 503 "), "\(answer)")
        }
        mayGoOn.withLock { $0 = true }
    }

    @Test("Who goes away before a slow answer is there takes nothing with him")
    func slowAnswersForNobody() throws {
        let mayGoOn = Monitor(false)
        let server = try server { request in
            request.path == ["quick"]
                ? .text("quick\n")
                : .later {
                    _ = mayGoOn.wait { $0 ? true : nil }
                    return .text(String(repeating: "a", count: 1 << 20))
                }
        }
        defer { server.stop() }
        for _ in 0..<8 {
            let client = try Client(port: server.port)
            client.send("GET /slow HTTP/1.1\r\nHost: h\r\n\r\n")
        }
        _ = try Client.ask(server.port, "/quick")
        mayGoOn.withLock { $0 = true }
        _ = try poll(seconds: 60) { server.connections == 0 ? true : nil }
        #expect(try Client.ask(server.port, "/quick").hasSuffix("quick\n"))
    }

    @Test("The socket goes from one server to the next without refusing anyone")
    func handOver() throws {
        let first = try server { _ in .text("first\n") }
        #expect(try Client.ask(first.port, "/").hasSuffix("first\n"))
        let socket = try #require(first.handOver())
        let waiting = try Client(port: first.port)
        waiting.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
        first.stop()
        let second = try HTTPServer(socket) { _ in .text("second\n") }
        defer { second.stop() }
        #expect(second.port == first.port)
        #expect(waiting.read().hasSuffix("second\n"))
    }
}
