import FoundationEssentials

/// What a request gets.
package struct HTTPAnswer: Sendable {
    package enum Body: Sendable {
        case bytes([UInt8])
        /// Server-sent events until the client or the server goes.
        case events(EventStream)
        /// What takes a while to make, on a thread of its own; the status and headers are those of its result.
        case later(@Sendable () -> HTTPAnswer)
    }

    package var status: Int
    package var type: String
    package var body: Body
    package var headers: [(name: String, value: String)] = []

    package init(_ status: Int = 200, type: String, body: Body) {
        self.status = status
        self.type = type
        self.body = body
    }

    /// What must not hold up the server's thread.
    package static func later(_ make: @escaping @Sendable () -> HTTPAnswer) -> HTTPAnswer {
        HTTPAnswer(type: "", body: .later(make))
    }

    package static func text(_ text: String, _ status: Int = 200) -> HTTPAnswer {
        HTTPAnswer(status, type: "text/plain; charset=utf-8", body: .bytes(Array(text.utf8)))
    }

    package static func json(_ value: some Encodable, _ status: Int = 200) -> HTTPAnswer {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(value) else { return problem(500, "a number that JSON cannot say") }
        return HTTPAnswer(status, type: "application/json", body: .bytes(Array(data) + [UInt8(ascii: "\n")]))
    }

    /// Objects that are JSON already.
    static func list(_ items: [[UInt8]]) -> HTTPAnswer {
        let bytes = Array("[".utf8) + items.joined(separator: Array(",\n".utf8)) + Array("]\n".utf8)
        return HTTPAnswer(type: "application/json", body: .bytes(bytes))
    }

    /// What went wrong, as RFC 9457 has it.
    package static func problem(_ status: Int, _ detail: String) -> HTTPAnswer {
        struct Problem: Encodable {
            let title: String
            let status: Int
            let detail: String
        }
        var answer = json(Problem(title: title(status), status: status, detail: detail), status)
        answer.type = "application/problem+json"
        return answer
    }

    /// Too much is asked for at once.
    static func tryAgain(_ detail: String) -> HTTPAnswer {
        var answer = problem(503, detail)
        answer.headers.append(("Retry-After", "1"))
        return answer
    }

    private static func title(_ status: Int) -> String {
        switch status {
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 413: "Content Too Large"
        case 429: "Too Many Requests"
        case 503: "Service Unavailable"
        default: "Internal Server Error"
        }
    }
}
