import Overload
import Testing

@Suite("Measuring load")
struct LoadMeterTests {
    @Test("Processor time is in percent of a core, memory in megabytes, and waits are their 95th percentile")
    func units() {
        let meter = LoadMeter()
        let start = ContinuousClock.now
        _ = meter.take(cpuSeconds: 10, memoryBytes: 0, behind: [], at: start)
        for milliseconds in 1...100 { meter.note(wait: .milliseconds(milliseconds)) }
        let load = meter.take(cpuSeconds: 13, memoryBytes: 250_000_000, behind: [], at: start + .seconds(2))
        #expect(load == Load(latency: 0.096, cpuPercent: 150, memoryMegabytes: 250))
    }

    @Test("Each measure is of the time since the last: what waited before is not told twice")
    func window() {
        let meter = LoadMeter()
        meter.note(wait: .seconds(9))
        #expect(meter.take(cpuSeconds: 0, memoryBytes: 0, behind: []).latency == 9)
        #expect(meter.take(cpuSeconds: 0, memoryBytes: 0, behind: [0, 0]).latency == nil)
    }

    @Test("Cameras that no frame comes from count by how far their threads are behind")
    func behind() {
        let meter = LoadMeter()
        #expect(meter.take(cpuSeconds: 0, memoryBytes: 0, behind: [0, 1.5, 0.25]).latency == 1.5)
    }
}
