import Delivery
import Events
import Foundation
import TestSupport
import Testing

@Suite("Answers that are none")
struct HostileAnswerTests {
    @Test(
        "A receiver that answers with anything costs attempts, and nothing else: in the end it has every event",
        arguments: 1...4)
    func garbage(seed: Int) throws {
        let script = Material.packageRoot + "/Tests/Judges/hostile_receiver.py"
        let receiver = try RunningProcess("/usr/bin/python3", [script, "\(seed)", "60"])
        let port = try receiver.line(startingWith: "ready ")
        var configuration = Webhook.Configuration.quick("http://127.0.0.1:\(port)/", timeout: .seconds(2))
        // What a 503 asks to wait for is bounded by this, too; what is refused for good is no loss here.
        configuration.attempts.attempts = 100
        let delivering = try Delivering(to: [configuration])
        delivering.submit(Sample.events(5))
        try delivering.wait { $0.accepted == 5 && $0.queued == 0 }
        let counts = delivering.outbox.counts[0]
        #expect(counts.delivered + counts.allDropped == 5 && counts.failed > 0)
        receiver.send(SIGKILL)
    }
}
