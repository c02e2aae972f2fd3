package import Clocks

/// What the API shows; the daemon is it.
package protocol StatusSource: Sendable {
    var report: StatusReport { get }

    /// The newest picture of a camera; nil where there is none yet.
    func picture(of camera: String, overlays: Bool) -> EncodedPicture?

    /// Why something was, or was not, told of the newest frames: JSON objects, oldest first; nil where there is no such camera.
    func decisions(of camera: String, limit: Int) -> [[UInt8]]?

    /// The same in words, a line a fact; nil where there is no such camera.
    func explanation(of camera: String, limit: Int) -> String?

    /// The configuration in force without secrets, of the cameras that are to be seen.
    func configuration(showing isShown: (String) -> Bool) -> any Encodable

    /// Begins a reload, as SIGHUP does.
    ///
    /// - Returns: its number; it is over once the report's ``StatusReport/Reloads/done`` is that or more.
    func askForReload() -> Int
}

/// A picture as it is sent.
package struct EncodedPicture: Sendable {
    package let jpeg: [UInt8]
    package let captured: CaptureTime

    package init(jpeg: [UInt8], captured: CaptureTime) {
        self.jpeg = jpeg
        self.captured = captured
    }
}

/// From a request to its answer: health, metrics and the API of docs/openapi.yaml.
package struct StatusAPI: Sendable {
    let source: any StatusSource
    let access: AccessList
    let feed: EventFeed
    let audit: AuditLog
    private let guesses = GuessLimiter()

    package init(source: any StatusSource, access: AccessList, feed: EventFeed, audit: AuditLog) {
        self.source = source
        self.access = access
        self.feed = feed
        self.audit = audit
    }

    /// Never blocks for longer than a line takes to write; a picture is made ``HTTPAnswer/Body/later(_:)``.
    package func answer(_ request: HTTPRequest) -> HTTPAnswer {
        guard let route = Self.routes.first(where: { $0.path.matches(request.path) }) else {
            return .problem(404, "there is nothing at this path")
        }
        guard request.method == route.method || route.method == "GET" && request.method == "HEAD" else {
            var answer = HTTPAnswer.problem(405, "\(route.path.text) takes \(route.method)")
            answer.headers.append(("Allow", route.method == "GET" ? "GET, HEAD" : route.method))
            return answer
        }
        guard let role = route.role else { return route.answer(Call(self, request, Self.nobody)) }
        // Before the token is looked at: how fast an answer comes tells nothing then, either.
        if request.headers["authorization"] != nil, let wait = guesses.wait(for: request.peer) { return slowDown(wait) }
        switch access.caller(of: request) {
        case .failure(let refusal): return refuse(refusal, request)
        case .success(let caller) where caller.role < role:
            record(
                AuditLog.Record(
                    action: "refused", caller: caller.name, address: request.peer,
                    detail: "\(request.method) \(route.path.text)"))
            return .problem(403, "this takes the role \(role)")
        case .success(let caller): return route.answer(Call(self, request, caller))
        }
    }

    private static let nobody = Caller(name: "", role: .viewer, cameras: [])

    private func slowDown(_ wait: Duration) -> HTTPAnswer {
        var answer = HTTPAnswer.problem(429, "too many unknown tokens came from this address")
        answer.headers.append(("Retry-After", "\(wait.components.seconds + 1)"))
        return answer
    }

    private func refuse(_ refusal: AccessList.Refusal, _ request: HTTPRequest) -> HTTPAnswer {
        if refusal == .unknownToken { guesses.note(request.peer) }
        if refusal != .noToken {
            record(AuditLog.Record(action: "refused", caller: "", address: request.peer, detail: "\(refusal)"))
        }
        switch refusal {
        case .noToken, .unknownToken:
            var answer = HTTPAnswer.problem(401, refusal == .noToken ? "this takes a token" : "the token is not known")
            answer.headers.append(("WWW-Authenticate", "Bearer realm=\"vedette\""))
            return answer
        case .foreignOrigin:
            return .problem(403, "without a token, only this machine may ask, by its own name and for itself")
        }
    }

    /// Refusals are told of as far as the disk lets: what is refused does not happen anyway.
    private func record(_ record: AuditLog.Record) {
        try? audit.write(record)
    }
}

/// A request that may be answered.
struct Call {
    let api: StatusAPI
    let request: HTTPRequest
    let caller: Caller

    init(_ api: StatusAPI, _ request: HTTPRequest, _ caller: Caller) {
        self.api = api
        self.request = request
        self.caller = caller
    }

    /// nil where it is not there, or not for this caller: the one is not told from the other.
    func camera() -> StatusReport.Camera? {
        guard let name = request.path.dropFirst(3).first, caller.sees(name) else { return nil }
        return api.source.report.cameras.first { $0.name == name }
    }
}
