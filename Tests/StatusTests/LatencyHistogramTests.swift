import Status
import Testing

@Suite("Latency histogram")
struct LatencyHistogramTests {
    @Test("Quantiles are within a bucket of the truth", arguments: [0.5, 0.95, 0.99])
    func quantiles(share: Double) throws {
        let histogram = LatencyHistogram()
        for milliseconds in 1...1_000 { histogram.record(.milliseconds(milliseconds)) }
        let found = try #require(histogram.quantile(share))
        #expect(found >= share && found <= share * 1.1)
    }

    @Test("Empty has no quantile; extremes count in the outer buckets")
    func extremes() throws {
        let histogram = LatencyHistogram()
        #expect(histogram.quantile(0.5) == nil)
        histogram.record(.seconds(100_000))
        #expect(try #require(histogram.quantile(0.5)) > 250)
    }
}
