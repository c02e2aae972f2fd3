import Clocks

/// What is asked for where, and by whom.
struct Route: Sendable {
    let method: String
    let path: RoutePath
    /// nil for everyone.
    let role: Role?
    let answer: @Sendable (Call) -> HTTPAnswer

    init(_ method: String, _ path: String, _ role: Role?, _ answer: @escaping @Sendable (Call) -> HTTPAnswer) {
        self.method = method
        self.path = RoutePath(text: path)
        self.role = role
        self.answer = answer
    }
}

struct RoutePath: Sendable {
    /// As OpenAPI has it: `/api/v1/cameras/{camera}`.
    let text: String

    func matches(_ path: [String]) -> Bool {
        let segments = text.split(separator: "/")
        return segments.count == path.count
            && zip(segments, path).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
    }
}

extension StatusAPI {
    /// Every method and path, for whoever compares them with their description.
    package static var paths: [(method: String, path: String)] { routes.map { ($0.method, $0.path.text) } }

    static let routes: [Route] = [
        Route("GET", "/", nil) { _ in StatusPage.answer },
        Route("GET", "/healthz", nil) { $0.health(\.isAlive, "the pipeline makes no progress") },
        Route("GET", "/readyz", nil) { $0.health(\.isReady, "starting or stopping") },
        Route("GET", "/metrics", .viewer) { $0.metrics() },
        Route("GET", "/api/v1/status", .viewer) { $0.status() },
        Route("GET", "/api/v1/cameras", .viewer) { $0.cameras() },
        Route("GET", "/api/v1/cameras/{camera}", .viewer) { $0.oneCamera() },
        Route("GET", "/api/v1/cameras/{camera}/picture", .viewer) { $0.picture() },
        Route("GET", "/api/v1/cameras/{camera}/decisions", .viewer) { $0.decisions() },
        Route("GET", "/api/v1/events", .viewer) { $0.events() },
        Route("GET", "/api/v1/events/stream", .viewer) { $0.stream() },
        Route("GET", "/api/v1/configuration", .operator) { $0.configuration() },
        Route("POST", "/api/v1/reload", .operator) { $0.reload() },
        Route("GET", "/api/v1/audit", .admin) { $0.audit() },
    ]
}

// MARK: - The daemon

extension Call {
    fileprivate func health(_ path: KeyPath<StatusReport, Bool>, _ trouble: String) -> HTTPAnswer {
        api.source.report[keyPath: path] ? .text("ok\n") : .text(trouble + "\n", 503)
    }

    fileprivate func metrics() -> HTTPAnswer {
        var answer = HTTPAnswer.text(api.source.report.showing(caller.sees).metrics)
        answer.type = "text/plain; version=0.0.4; charset=utf-8"
        return answer
    }

    fileprivate func status() -> HTTPAnswer {
        .json(DaemonStatus(api.source.report.showing(caller.sees), for: caller))
    }

    fileprivate func configuration() -> HTTPAnswer {
        .json(api.source.configuration(showing: caller.sees))
    }

    fileprivate func reload() -> HTTPAnswer {
        do throws(AuditLog.Failure) {
            try api.audit.write(AuditLog.Record(action: "reload", caller: caller.name, address: request.peer))
        } catch {
            return .problem(503, "the audit log cannot be written")
        }
        return .json(["number": api.source.askForReload()], 202)
    }

    fileprivate func audit() -> HTTPAnswer {
        guard let limit = number("limit", 1...1000, or: 100) else { return badNumber("limit", 1...1000) }
        let lines = api.audit.tail(limit)
        return HTTPAnswer(type: "application/x-ndjson", body: .bytes(Array(lines.map { $0 + "\n" }.joined().utf8)))
    }
}

// MARK: - Cameras

extension Call {
    fileprivate func cameras() -> HTTPAnswer {
        .json(api.source.report.showing(caller.sees).cameras.map(CameraStatus.init))
    }

    fileprivate func oneCamera() -> HTTPAnswer {
        camera().map { .json(CameraStatus($0)) } ?? noCamera
    }

    fileprivate func picture() -> HTTPAnswer {
        guard let camera = camera() else { return noCamera }
        guard let overlays = flag("overlays") else { return .problem(400, "overlays takes true or false") }
        guard camera.newestPicture != nil else { return noPicture }
        return .later { picture(of: camera, overlays: overlays) }
    }

    private func picture(of camera: StatusReport.Camera, overlays: Bool) -> HTTPAnswer {
        do throws(AuditLog.Failure) {
            try api.audit.write(
                AuditLog.Record(
                    action: "picture", caller: caller.name, address: request.peer, camera: camera.name,
                    detail: overlays ? "with overlays" : nil))
        } catch {
            return .problem(503, "the audit log cannot be written, so no picture is shown")
        }
        guard let picture = api.source.picture(of: camera.name, overlays: overlays) else { return noPicture }
        var answer = HTTPAnswer(type: "image/jpeg", body: .bytes(picture.jpeg))
        answer.headers.append(("Vedette-Captured", picture.captured.rfc3339))
        return answer
    }

    fileprivate func decisions() -> HTTPAnswer {
        guard let camera = camera() else { return noCamera }
        guard let limit = number("limit", 1...300, or: 10) else { return badNumber("limit", 1...300) }
        guard let inWords = flag("words") else { return .problem(400, "words takes true or false") }
        guard !inWords else {
            return api.source.explanation(of: camera.name, limit: limit).map { .text($0) } ?? noCamera
        }
        guard let decisions = api.source.decisions(of: camera.name, limit: limit) else { return noCamera }
        return .list(decisions)
    }

    private var noCamera: HTTPAnswer { .problem(404, "there is no such camera") }
    private var noPicture: HTTPAnswer { .problem(404, "the camera has given no picture yet") }
}

// MARK: - Events

extension Call {
    fileprivate func events() -> HTTPAnswer {
        guard let limit = number("limit", 1...1000, or: 100) else { return badNumber("limit", 1...1000) }
        let events = api.feed.recent(limit: limit, after: request.query["after"], where: wanted)
        return .list(events.map(\.json))
    }

    fileprivate func stream() -> HTTPAnswer {
        if request.method == "HEAD" { return HTTPAnswer(type: "text/event-stream", body: .bytes([])) }
        let after = request.headers["last-event-id"] ?? request.query["after"]
        guard let stream = api.feed.subscribe(as: caller, after: after, where: wanted) else {
            return .problem(503, "too many listen already")
        }
        return HTTPAnswer(type: "text/event-stream", body: .events(stream))
    }

    /// By the query's `camera` and `type`, in which `*` stands for any characters, and by what the caller may see.
    private var wanted: @Sendable (RecentEvent) -> Bool {
        let (caller, camera) = (caller, request.query["camera"])
        let type = request.query["type"].map(Glob.init)
        return { event in
            caller.sees(event) && (camera.map { $0 == event.camera } ?? true) && (type?.matches(event.type) ?? true)
        }
    }
}

// MARK: - Queries

extension Call {
    /// nil for what is no such number.
    fileprivate func number(_ name: String, _ range: ClosedRange<Int>, or standard: Int) -> Int? {
        guard let text = request.query[name] else { return standard }
        let isPlain = !text.isEmpty && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        return isPlain ? Int(text).flatMap { range.contains($0) ? $0 : nil } : nil
    }

    fileprivate func badNumber(_ name: String, _ range: ClosedRange<Int>) -> HTTPAnswer {
        .problem(400, "\(name) takes a whole number from \(range.lowerBound) to \(range.upperBound)")
    }

    fileprivate func flag(_ name: String) -> Bool? {
        switch request.query[name] {
        case nil, "false": false
        case "true": true
        default: nil
        }
    }
}

/// A pattern in which `*` stands for any characters.
struct Glob: Sendable {
    private let parts: [Substring]

    init(_ pattern: String) {
        parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
    }

    /// Each part as early as it can be, the last one at the end: no way back is ever needed.
    func matches(_ text: String) -> Bool {
        guard let first = parts.first, let last = parts.last, parts.count > 1 else { return text == parts.first ?? "" }
        guard text.hasPrefix(first) else { return false }
        var rest = text.dropFirst(first.count)
        for part in parts.dropFirst().dropLast() {
            guard let range = part.isEmpty ? rest.startIndex..<rest.startIndex : rest.firstRange(of: part) else {
                return false
            }
            rest = rest[range.upperBound...]
        }
        return rest.hasSuffix(last)
    }
}
