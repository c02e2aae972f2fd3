import Status
import Testing

@Suite("Summary")
struct SummaryTests {
    @Test("Says what became of every frame and every event")
    func text() {
        var counts = CameraCounts()
        counts.decoded = 600
        counts.passedOver = 300
        counts.gated = 100
        counts.inferred = 195
        counts.dropped = ["ring_full": 5]
        counts.objects = 7
        counts.streamSeconds = 60
        counts.coverage.decoded = .milliseconds(59_500)
        counts.coverage.dropped = .milliseconds(500)
        counts.coverage.blind = .milliseconds(160)
        let summary = Summary(
            cameras: [("yard", counts)],
            deliveries: [
                .init(sink: "log", delivered: 42, retried: 0, lost: 0),
                .init(sink: "example.org", delivered: 40, retried: 3, lost: 2),
            ],
            latency: (0.0342, 0.081), seconds: 60.2, cpuSeconds: 6.72, peakMemoryBytes: 80 << 20)
        #expect(
            summary.text == """
                  watched  1 camera for 60 s
                  frames   600 decoded · 300 passed over by the rate · 5 dropped · 100 gated · 195 inferred
                  coverage 59.5 s decoded · 0.0 s skipped · 0.5 s dropped · 0.2 s blind
                  objects  7 seen
                  log      42 events delivered
                  webhook  40 events delivered to example.org · 3 retried · 2 not delivered
                  latency  frame to log line: 34 ms median, 81 ms p95
                  cost     0.112 CPU-seconds a stream-second · 80 MB resident at most
                """)
    }

    @Test(
        "Decimals are rounded and padded",
        arguments: [(0.0, 2, "0.00"), (1.005, 1, "1.0"), (-0.004, 2, "0.00"), (-1.5, 0, "-2"), (12.3456, 3, "12.346")])
    func decimals(value: Double, places: Int, text: String) {
        #expect(decimal(value, places) == text)
    }
}
