import Foundation
import TestSupport
import Testing

/// The listener of a running daemon: metrics, health, the API, its page.
@Suite("Status over HTTP, end to end", .serialized)
struct StatusTests {
    private final class Site {
        let stage: Stage
        let daemon: RunningProcess
        let url: String

        init(cameras: String? = nil, http: String = "http: 127.0.0.1:0") throws {
            stage = try Stage()
            let yard = try stage.camera(Stage.footage())
            let text = """
                cameras:
                  \(cameras ?? "yard: {source: \(yard.credentialed), zones: {all: [[0, 0], [1, 0], [1, 1], [0, 1]]}}")
                state: {directory: state}
                events: {log: {path: events.jsonl}}
                \(http)
                """
            daemon = try stage.vedette("run", "--config", stage.write(text, to: "vedette.yaml"))
            let process = daemon
            url = try poll(seconds: 60) {
                let said = process.standardError.firstMatch(of: /listening port=([0-9]+) tls=(true|false)/)
                return said.map { "\($0.2 == "true" ? "https" : "http")://127.0.0.1:\($0.1)" }
            }
        }

        func seen() throws -> Self {
            _ = try stage.waitForEvents { $0.contains { $0.type == "vedette.object.started" } }
            return self
        }

        /// A request as anybody's client makes it.
        func ask(_ path: String, _ more: String...) throws -> (status: Int, headers: String, body: Data) {
            let body = stage.path("body-\(UUID().uuidString)")
            let curl = try stage.start(
                "curl", ["-s", "-k", "-m", "30", "-D", "-", "-o", body, "-w", "\n%{http_code}"] + more + [url + path])
            #expect(curl.exitStatus(within: 60) == 0, "\(curl.standardError)")
            let said = curl.standardOutput
            return (
                Int(said.suffix(3)) ?? 0, said, (try? Data(contentsOf: URL(fileURLWithPath: body))) ?? Data()
            )
        }

        func stop() {
            daemon.send(SIGTERM)
            #expect(daemon.exitStatus(within: 10) == 0, "\(daemon.standardError)")
        }
    }

    @Test(
        "The API is as its description says, asked rightly and wrongly",
        .enabled(if: Judge.isAvailable, "\(Judge.absence)"))
    func described() throws {
        let token = String(repeating: "t", count: 40)
        let site = try Site(
            http: "http: {listen: 127.0.0.1:0, tokens: {judge: {secret: \(token), role: admin}}}"
        ).seen()
        let verdicts = try Judge.ask(
            "judge_api.py", Material.packageRoot + "/docs/openapi.yaml", "ask", site.url, "yard", token)
        #expect(verdicts.count == 1 && verdicts[0].hasPrefix("asked "), "\(verdicts)")
        site.stop()
    }

    @Test("Metrics pass Prometheus' own check, and count what the log has")
    func metrics() throws {
        let site = try Site().seen()
        let metrics = try site.ask("/metrics")
        #expect(metrics.status == 200 && metrics.headers.contains("version=0.0.4"))
        try metrics.body.write(to: URL(fileURLWithPath: site.stage.path("metrics")))
        if FileManager.default.isExecutableFile(atPath: "/usr/bin/promtool") {
            let judge = try site.stage.start(
                "/bin/sh", ["-c", "/usr/bin/promtool check metrics < \(site.stage.path("metrics"))"])
            #expect(judge.exitStatus(within: 60) == 0, "\(judge.standardError)")
        }
        let text = String(decoding: metrics.body, as: UTF8.self)
        #expect(text.contains("vedette_camera_online{camera=\"yard\"} 1"))
        let objects = try #require(text.firstMatch(of: /vedette_camera_objects_total\{camera="yard"\} ([0-9]+)/))
        #expect(try #require(Int(objects.1)) >= 1)
        #expect(try #require(text.firstMatch(of: /vedette_process_open_fds ([0-9]+)/)).1 != "0")
        site.stop()
    }

    @Test("The newest picture is a JPEG of the camera's size, and overlays change it")
    func pictures() throws {
        let site = try Site(
            cameras: "yard: {source: \(try Stage.footage()), zones: {all: [[0, 0], [1, 0], [1, 1], [0, 1]]}}\n"
                + "  nowhere: {source: \"rtsp://127.0.0.1:\(freePort())/\"}"
        ).seen()
        for (name, query) in [("plain.jpg", ""), ("drawn.jpg", "?overlays=true")] {
            let picture = try site.ask("/api/v1/cameras/yard/picture" + query)
            #expect(picture.status == 200 && picture.headers.contains("Content-Type: image/jpeg"))
            #expect(picture.headers.contains("Vedette-Captured: 20"))
            try picture.body.write(to: URL(fileURLWithPath: site.stage.path(name)))
            let probe = try site.stage.start(
                "ffprobe",
                [
                    "-v", "error", "-show_entries", "stream=codec_name,width,height", "-of", "csv=p=0",
                    site.stage.path(name),
                ])
            #expect(probe.exitStatus(within: 30) == 0)
            #expect(probe.standardOutput == "mjpeg,768,576\n")
        }
        #expect(try site.ask("/api/v1/cameras/nowhere/picture").status == 404)
        #expect(try site.ask("/api/v1/cameras/nobody/picture").status == 404)
        let audit = try String(contentsOfFile: site.stage.path("audit.jsonl"), encoding: .utf8)
        #expect(audit.split(separator: "\n").count == 2 && audit.contains("\"detail\":\"with overlays\""))
        site.stop()
    }

    @Test("Live events come as they happen, and the end of the daemon ends the stream")
    func stream() throws {
        let site = try Site()
        let listener = try site.stage.start("curl", ["-s", "-N", "-m", "120", site.url + "/api/v1/events/stream"])
        _ = try poll(seconds: 60) { listener.standardOutput.contains("event: vedette.object.started") ? true : nil }
        site.stop()
        #expect(listener.exitStatus(within: 20) != nil)
        let heard = listener.standardOutput.split(separator: "\n").filter { $0.hasPrefix("data: ") }
        // They are told before they are chained: the same events by their ids, without the hash of the one before.
        let logged = Set(site.stage.events().map(\.id))
        let ids = heard.compactMap { LoggedEvent(line: String($0.dropFirst(6)))?.id }
        #expect(!ids.isEmpty && ids.count == heard.count && logged.isSuperset(of: ids))
    }

    @Test(
        "A daemon that runs explains its newest frames, in words and as JSON; of other cameras and from elsewhere it says why not"
    )
    func live() throws {
        let site = try Site()
        _ = try site.stage.waitForEvents { $0.contains { $0.type == "vedette.object.started" } }
        func explain(_ options: String...) throws -> (status: Int32?, output: String, errors: String) {
            let vedette = try site.stage.start(Stage.vedette, ["explain", "--live"] + options)
            return (vedette.exitStatus(within: 60), vedette.standardOutput, vedette.standardError)
        }
        let words = try explain("--camera", "yard", "--url", site.url, "--frames", "300")
        #expect(words.status == 0, "\(words.errors)")
        #expect(words.output.contains("  frame ") && words.output.contains("told vedette.object.started"))
        let json = try explain("--camera", "yard", "--url", site.url, "--json")
        let frames = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [[String: Any]]
        #expect((1...10).contains(frames?.count ?? 0))
        #expect(try explain("--camera", "nowhere", "--url", site.url).status == 69)
        #expect(try explain("--camera", "yard", "--url", "http://127.0.0.1:1").status == 69)
        #expect(try explain("--camera", "../audit", "--url", site.url).status == 64)
        site.stop()
    }

    @Test("The configuration is shown as it is in force, without a secret")
    func configuration() throws {
        let site = try Site(http: "http: {listen: 127.0.0.1:0, local: operator}")
        let answer = try site.ask("/api/v1/configuration")
        let text = String(decoding: answer.body, as: UTF8.self)
        #expect(answer.status == 200 && text.contains("\"fps\":5") && text.contains("\"yard\""))
        #expect(!text.contains("hunter2"))
        site.stop()
        #expect(!site.daemon.standardError.contains("hunter2"))
    }

    @Test(
        "A reload by HTTP takes an operator, is written down, and changes whom the listener lets in, at the same address"
    )
    func reload() throws {
        let site = try Site(http: "http: {listen: 127.0.0.1:0, local: operator}")
        let listener = try site.stage.start("curl", ["-s", "-N", "-m", "120", site.url + "/api/v1/events/stream"])
        let path = site.stage.path("vedette.yaml")
        let text = try String(contentsOfFile: path, encoding: .utf8)
        try site.stage.write(
            text.replacingOccurrences(of: "local: operator", with: "local: viewer"), to: "vedette.yaml")
        let asked = try site.ask("/api/v1/reload", "-X", "POST")
        #expect(asked.status == 202 && String(decoding: asked.body, as: UTF8.self) == "{\"number\":1}\n")
        _ = try poll(seconds: 30) {
            // A connection that the old listener had taken may end with it.
            try site.ask("/api/v1/reload", "-X", "POST", "--retry", "5", "--retry-all-errors").status == 403
                ? true : nil
        }
        #expect(listener.exitStatus(within: 30) != nil, "who listened as somebody else still does")
        #expect(try site.ask("/api/v1/cameras").status == 200)
        let audit = try String(contentsOfFile: site.stage.path("audit.jsonl"), encoding: .utf8)
        #expect(audit.contains("\"action\":\"reload\"") && audit.contains("\"action\":\"refused\""))

        // An address that another has: nothing changes.
        let other = try SilentServer()
        try site.stage.write(
            text.replacingOccurrences(of: "127.0.0.1:0", with: "127.0.0.1:\(other.port)"), to: "vedette.yaml")
        let refused = try site.stage.vedette("reload", "--config", path)
        #expect(refused.exitStatus(within: 30) == 78)
        #expect(refused.standardError.contains("vedette.yaml:5:"), "\(refused.standardError)")
        #expect(refused.standardError.contains("Address already in use"))
        #expect(try site.ask("/api/v1/cameras").status == 200)
        site.stop()
    }

    @Test("Beyond this machine it takes TLS and tokens; with them, a token of `vedette token` opens it")
    func beyond() throws {
        let stage = try Stage()
        for http in ["0.0.0.0:0", "{listen: \"0.0.0.0:0\", tls: {certificate: c.pem, key: k.pem}}"] {
            let config = try stage.write("cameras: {a: {source: rtsp://127.0.0.1/}}\nhttp: \(http)\n", to: "v.yaml")
            try stage.write("", to: "c.pem")
            try stage.write("", to: "k.pem")
            let refused = try stage.vedette("run", "--config", config)
            #expect(refused.exitStatus(within: 20) == 78)
            #expect(refused.standardError.contains("v.yaml:2:") && refused.standardError.contains("tokens"))
        }
        let made = try stage.vedette("token", "--json")
        #expect(made.exitStatus(within: 20) == 0)
        let token = try JSONDecoder().decode([String: String].self, from: Data(made.standardOutput.utf8))
        let (secret, digest) = (try #require(token["token"]), try #require(token["sha256"]))

        let site = try Site(
            http: """
                http:
                  listen: 0.0.0.0:0
                  tls: {certificate: \(try certificate(stage).certificate), key: \(stage.path("key.pem"))}
                  tokens: {dashboard: {sha256: \(digest)}}
                """)
        #expect(site.url.hasPrefix("https:"))
        #expect(try site.ask("/api/v1/cameras").status == 401)
        #expect(try site.ask("/api/v1/cameras", "-H", "Authorization: Bearer \(secret)").status == 200)
        #expect(try site.ask("/healthz").status == 200)
        site.stop()
    }

    @Test("A certificate that is none is refused with its line, at the start")
    func badCertificate() throws {
        let stage = try Stage()
        let (certificate, _) = try certificate(stage)
        try stage.write("-----BEGIN PRIVATE KEY-----\nno\n-----END PRIVATE KEY-----\n", to: "other.pem")
        let config = try stage.write(
            "cameras: {a: {source: rtsp://127.0.0.1/}}\nevents: {log: {path: events.jsonl}}\n"
                + "http: {listen: 127.0.0.1:0, tls: {certificate: \(certificate), key: other.pem}}\n", to: "v.yaml")
        let refused = try stage.vedette("run", "--config", config)
        #expect(refused.exitStatus(within: 30) == 78)
        #expect(refused.standardError.contains("v.yaml:3:"), "\(refused.standardError)")
        #expect(refused.standardError.contains("no pair in PEM"))
    }

    private func certificate(_ stage: Stage) throws -> (certificate: String, key: String) {
        let openssl = try stage.start(
            "openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                "-subj", "/CN=127.0.0.1", "-keyout", stage.path("key.pem"), "-out", stage.path("certificate.pem"),
            ])
        #expect(openssl.exitStatus(within: 60) == 0, "\(openssl.standardError)")
        return (stage.path("certificate.pem"), stage.path("key.pem"))
    }
}

extension String {
    /// An address with a password in it, which nothing may show.
    fileprivate var credentialed: String { replacingOccurrences(of: "rtsp://", with: "rtsp://viewer:hunter2@") }
}
