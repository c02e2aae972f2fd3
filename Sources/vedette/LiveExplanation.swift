import Delivery
import FoundationEssentials

/// What the daemon that runs says of a camera's newest frames.
struct LiveExplanation {
    let url: String
    let camera: String
    let frames: Int
    let json: Bool

    func show() throws {
        let target = "\(url)/api/v1/cameras/\(camera)/decisions?limit=\(frames)" + (json ? "" : "&words=true")
        let token = ProcessInfo.processInfo.environment["VEDETTE_TOKEN"]
        let answer: HTTPFetch.Answer
        do throws(HTTPFetch.Failure) {
            answer = try HTTPFetch.get(target, token: token, within: .seconds(30))
        } catch {
            throw Failure.exit(Failure.unavailable, "\(url): \(error); does the daemon run, and does it listen there?")
        }
        guard answer.status == 200 else {
            throw Failure.exit(Failure.unavailable, "\(url): \(words(for: answer.status))")
        }
        Terminal.write(String(decoding: answer.body, as: UTF8.self), to: 1)
    }

    private func words(for status: Int) -> String {
        switch status {
        case 401: "it asks for a token; set VEDETTE_TOKEN"
        case 403: "the token in VEDETTE_TOKEN may not see this"
        case 404: "it watches no camera “\(camera)”"
        default: "it answered \(status)"
        }
    }
}
