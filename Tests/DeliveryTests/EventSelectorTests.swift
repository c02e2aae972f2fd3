import Delivery
import Testing

@Suite("Event selector")
struct EventSelectorTests {
    private func passes(_ body: String, _ change: (inout EventSelector) -> Void) -> Bool {
        var filter = EventSelector()
        change(&filter)
        return filter.passes(type: "vedette.object.started", camera: "yard", body: Array(body.utf8))
    }

    @Test("Types and cameras are compared without a look into the event")
    func outside() {
        #expect(passes("", { _ in }))
        #expect(passes("") { $0.types = ["vedette.zone.*", "*.started"] })
        #expect(!passes("") { $0.types = ["vedette.zone.*"] })
        #expect(passes("") { $0.cameras = ["gate", "yard"] })
        #expect(!passes("") { $0.cameras = [""] })
        var own = EventSelector()
        own.cameras = [""]
        #expect(own.passes(type: "vedette.daemon.started", camera: nil, body: []))
    }

    @Test(
        "Labels, zones and scores are found at the places that the types have them",
        arguments: [
            #"{"data":{"label":"person","score":0.8,"zones":["porch","path"]}}"#,
            #"{"data":{"zone":"porch","object":{"label":"person","score":0.8,"zones":[]}}}"#,
            #"{"data":{"line":"gate","object":{"label":"person","score":0.8,"zones":["porch"]}}}"#,
        ])
    func inside(body: String) {
        #expect(passes(body) { $0.labels = ["car", "person"] })
        #expect(!passes(body) { $0.labels = ["car"] })
        #expect(passes(body) { $0.zones = ["porch"] })
        #expect(!passes(body) { $0.zones = ["street"] })
        #expect(passes(body) { $0.minimumScore = 0.8 })
        #expect(!passes(body) { $0.minimumScore = 0.81 })
        #expect(!passes(body) { ($0.labels, $0.zones) = (["person"], ["street"]) })
    }

    @Test(
        "What tells of no object, or cannot be read, passes only where nothing in it is asked for",
        arguments: [#"{"data":{"area":1}}"#, #"{"data":{"zones":{"porch":{}}}}"#, "{", "", "null", "[1]"])
    func nothing(body: String) {
        #expect(passes(body, { _ in }))
        #expect(!passes(body) { $0.labels = ["person"] })
        #expect(!passes(body) { $0.zones = ["porch"] })
        #expect(!passes(body) { $0.minimumScore = 0 })
    }
}
