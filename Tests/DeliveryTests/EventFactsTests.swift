import Delivery
import Events
import Testing

@Suite("What filters look at, in events as they are written")
struct EventFactsTests {
    private func passes(_ data: String, _ change: (inout EventFilter) -> Void) throws -> Bool {
        var filter = EventFilter()
        change(&filter)
        let line =
            #"{"data":\#(data),"id":"019ab2f4-5d10-7a3b-9c4d-0123456789ab","source":"/box/yard","#
            + #""time":"2026-11-23T20:14:05Z","type":"vedette.object.started"}"#
        return filter.passes(try #require(LoggedEvent(Array(line.utf8))).facts)
    }

    @Test(
        "Labels, zones and scores are found at the places that the types have them",
        arguments: [
            #"{"label":"person","score":0.8,"zones":["porch","path"]}"#,
            #"{"zone":"porch","object":{"label":"person","score":0.8,"zones":[]}}"#,
            #"{"line":"gate","object":{"label":"person","score":0.8,"zones":["porch"]}}"#,
        ])
    func inside(body: String) throws {
        #expect(try passes(body) { $0.labels = ["car", "person"] })
        #expect(try !passes(body) { $0.labels = ["car"] })
        #expect(try passes(body) { $0.zones = ["porch"] })
        #expect(try !passes(body) { $0.zones = ["street"] })
        #expect(try passes(body) { $0.score = 0.8 })
        #expect(try !passes(body) { $0.score = 0.81 })
        #expect(try !passes(body) { ($0.labels, $0.zones) = (["person"], ["street"]) })
    }

    @Test(
        "What tells of no object passes only where nothing in it is asked for",
        arguments: [#"{"area":1}"#, #"{"zones":{"porch":{}}}"#, "{}", #"{"label":7,"zones":"porch","score":"high"}"#])
    func nothing(body: String) throws {
        #expect(try passes(body, { _ in }))
        #expect(try !passes(body) { $0.labels = ["person"] })
        #expect(try !passes(body) { $0.zones = ["porch"] })
        #expect(try !passes(body) { $0.score = 0 })
    }
}
