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

    @Test("Waits count for five seconds, and then no longer")
    func window() {
        let meter = LoadMeter()
        meter.note(wait: .seconds(9))
        let latencies = (0..<6).map { _ in meter.take(cpuSeconds: 0, memoryBytes: 0, behind: [0, 0]).latency }
        #expect(latencies == [9, 9, 9, 9, 9, nil])
    }

    @Test("Where few frames come, one that had to wait is no overload")
    func unluckyFrame() {
        let meter = LoadMeter()
        for second in 0..<10 {
            for frame in 0..<16 { meter.note(wait: .milliseconds(frame == 0 && second % 2 == 0 ? 900 : 20)) }
            let load = meter.take(cpuSeconds: 0, memoryBytes: 0, behind: [])
            if second > 0 { #expect(load.latency == 0.02) }
        }
    }

    @Test("Cameras that no frame comes from count by how far their threads are behind")
    func behind() {
        let meter = LoadMeter()
        #expect(meter.take(cpuSeconds: 0, memoryBytes: 0, behind: [0, 1.5, 0.25]).latency == 1.5)
    }
}
