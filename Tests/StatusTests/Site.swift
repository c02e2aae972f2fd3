import Clocks
import Digests
import Foundation
import Status

/// Something to show: two cameras, one of which has given no picture.
struct Site: StatusSource {
    var isAlive = true

    var report: StatusReport {
        var yard = CameraCounts()
        yard.decoded = 120
        yard.dropped = ["ring-full": 3]
        yard.objects = 2
        yard.coverage.decoded = .seconds(24)
        var log = StatusReport.Sink(name: "log")
        (log.accepted, log.delivered) = (9, 8)
        log.dropped = ["overflow": 1]
        (log.dead, log.oldestWaiting) = (2, CaptureTime(microseconds: 1_795_464_845_123_456))
        log.lastError = "no \"space\" left\non the device\\"
        var reloads = StatusReport.Reloads()
        (reloads.asked, reloads.done, reloads.succeeded) = (1, 1, 1)
        reloads.last = ReloadOutcome(time: .now(), succeeded: true, messages: ["nothing changed"])
        var listener = StatusReport.Listener()
        listener.answered = [200: 3, 404: 1]
        let latency = LatencyHistogram()
        for milliseconds in [3, 30, 300] { latency.record(.milliseconds(milliseconds)) }
        var report = StatusReport(
            version: "0.1.0", started: CaptureTime(microseconds: 1_795_464_845_123_456), uptimeSeconds: 61.5,
            cameras: [
                .init(
                    name: "yard", isOnline: true, source: "rtsp://192.0.2.1/1", counts: yard,
                    newestPicture: CaptureTime(microseconds: 1_795_464_845_000_000), troubles: ["covered": false],
                    shed: ["loop_filter", "rate"]),
                .init(name: "gate", isOnline: false, source: "rtsp://192.0.2.2/1", counts: CameraCounts()),
            ],
            sinks: [log], outbox: .init(), latency: latency.snapshot,
            load: .init(depth: 2, readings: [("event_latency", 0.75, 0.5)]), longestTurnSeconds: 0.25, process: .init(),
            reloads: reloads,
            listener: listener, isAlive: isAlive, isReady: true)
        report.outbox.bytes = 4096
        return report
    }

    func picture(of camera: String, overlays: Bool) -> EncodedPicture? {
        guard camera == "yard" else { return nil }
        return EncodedPicture(jpeg: [0xFF, 0xD8, overlays ? 1 : 0], captured: CaptureTime(microseconds: 0))
    }

    func explanation(of camera: String, limit: Int) -> String? { camera == "yard" ? "frame 1\n" : nil }

    func decisions(of camera: String, limit: Int) -> [[UInt8]]? {
        Array(repeating: Array(#"{"frame":1}"#.utf8), count: min(limit, 3))
    }

    func configuration(showing isShown: (String) -> Bool) -> any Encodable {
        ["cameras": ["yard", "gate"].filter(isShown)]
    }

    func askForReload() -> Int { 2 }
}

/// An API with three tokens, a viewer of the yard alone among them.
final class Desk {
    let folder: String
    let feed = EventFeed()
    let api: StatusAPI
    let audit: AuditLog

    static let tokens = ["viewer": Role.viewer, "operator": .operator, "admin": .admin]

    init(site: Site = Site(), local: Role? = nil, auditPath: String? = nil) throws {
        folder = NSTemporaryDirectory() + "vedette-status-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        audit = AuditLog(path: auditPath ?? folder + "/audit.jsonl")
        let tokens = Self.tokens.map { name, role in
            AccessList.Token(
                digest: SHA256.digest(Array("the-token-of-\(name)".utf8)),
                caller: Caller(name: name, role: role, cameras: role == .viewer ? ["yard"] : nil))
        }
        api = StatusAPI(source: site, access: AccessList(tokens: tokens, local: local), feed: feed, audit: audit)
    }

    deinit {
        feed.close()
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// - Parameter token: the name of one, or any text.
    func ask(
        _ target: String, _ token: String? = nil, method: String = "GET", peer: String = "192.0.2.9",
        headers: [String: String] = [:]
    ) -> HTTPAnswer {
        var headers = headers
        if let token {
            headers["authorization"] = "Bearer " + (Self.tokens[token] == nil ? token : "the-token-of-\(token)")
        }
        guard let request = HTTPRequest(method: method, target: target, headers: headers, peer: peer) else {
            return .problem(400, "")
        }
        let answer = api.answer(request)
        if case .later(let make) = answer.body { return make() }
        return answer
    }

    var auditLines: [[String: Any]] {
        audit.tail(1_000).compactMap { try? JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any] }
    }
}

extension HTTPAnswer {
    var text: String {
        if case .bytes(let bytes) = body { String(decoding: bytes, as: UTF8.self) } else { "" }
    }
}
