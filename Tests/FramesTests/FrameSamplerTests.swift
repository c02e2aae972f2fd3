import Frames
import Testing

@Suite("Frame sampler")
struct FrameSamplerTests {
    @Test(
        "Looks at as many frames as asked for, whatever the camera sends", arguments: [10.0, 12.5, 15, 25, 29.97, 30])
    func rate(cameraRate: Double) {
        var sampler = FrameSampler(fps: 5)
        let looked = (0..<Int(cameraRate * 60)).filter { sampler.isDue(at: Double($0) / cameraRate) }.count
        #expect((298...302).contains(looked))
    }

    @Test("Looks at every frame of a slower camera")
    func slower() {
        var sampler = FrameSampler(fps: 5)
        #expect((0..<100).allSatisfy { sampler.isDue(at: Double($0) / 4) })
    }

    @Test("Jitter of a few milliseconds loses nothing")
    func jitter() {
        var sampler = FrameSampler(fps: 5)
        let times = (0..<300).map { Double($0) / 5 + ($0.isMultiple(of: 2) ? 0.004 : -0.004) }
        #expect(times.filter { sampler.isDue(at: $0) }.count == 300)
    }

    @Test("After a gap it starts afresh and does not catch up")
    func gap() {
        var sampler = FrameSampler(fps: 5)
        _ = sampler.isDue(at: 0)
        let after = (0..<25).filter { sampler.isDue(at: 100 + Double($0) / 25) }.count
        #expect(after == 5)
    }

    @Test("Where the first is due later, every n-th frame is looked at")
    func phase() {
        var sampler = FrameSampler(fps: 5, first: 0.1)
        let numbers = (1...10).filter { sampler.isDue(at: Double($0 - 1) / 10) }
        #expect(numbers == [2, 4, 6, 8, 10])
    }
}
