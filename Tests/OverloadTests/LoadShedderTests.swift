import Overload
import Testing

@Suite("Shedding load")
struct LoadShedderTests {
    private let budget = Budget(latency: 1, cpuPercent: 100, memoryMegabytes: 500)

    private func load(latency: Double? = 0.1, cpu: Double = 10, memory: Double = 100) -> Load {
        Load(latency: latency, cpuPercent: cpu, memoryMegabytes: memory)
    }

    /// One that has settled.
    private func shedder(_ budget: Budget) -> LoadShedder {
        var shedder = LoadShedder(budget)
        for _ in 0..<LoadShedder.settling { _ = shedder.follow(load()) }
        return shedder
    }

    /// The depth behind each second's load.
    private func depths(_ shedder: inout LoadShedder, _ loads: [Load]) -> [Int] {
        loads.map { load in
            _ = shedder.follow(load)
            return shedder.depth
        }
    }

    private func seconds(_ count: Int, of load: Load) -> [Load] { Array(repeating: load, count: count) }

    @Test("A short peak sheds nothing; five seconds beyond a ceiling shed a step, and the next waits for its effect")
    func patience() {
        var shedder = shedder(budget)
        let peak = seconds(4, of: load(cpu: 150)) + [load()]
        #expect(depths(&shedder, peak + peak) == Array(repeating: 0, count: 10))
        #expect(depths(&shedder, seconds(11, of: load(cpu: 150))) == [0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2])
    }

    @Test("While cameras connect, after the start and after a change, nothing is judged")
    func settling() {
        var shedder = LoadShedder(budget)
        let hard = load(cpu: 900)
        #expect(depths(&shedder, seconds(LoadShedder.settling + 4, of: hard)).allSatisfy { $0 == 0 })
        #expect(depths(&shedder, [hard]) == [1])
        shedder.change(to: Budget(cpuPercent: 50))
        #expect(depths(&shedder, seconds(LoadShedder.settling + 4, of: hard)).allSatisfy { $0 == 1 })
        #expect(depths(&shedder, [hard]) == [2])
    }

    @Test("It tells which measure was furthest beyond its ceiling")
    func reason() throws {
        var shedder = shedder(budget)
        let changes = seconds(5, of: load(latency: 2, cpu: 150, memory: 510)).map { shedder.follow($0) }
        let last = try #require(changes.last ?? nil)
        #expect(last.change == .deeper)
        #expect(last.reading == Budget(latency: 1).tightest(load(latency: 2)))
    }

    @Test("Low priority goes first, each priority one step behind the one below, in the documented order")
    func priorities() {
        var shedder = shedder(budget)
        var seen: [[Int]] = []
        for _ in 0...LoadShedder.deepest + 2 {
            seen.append(Priority.allCases.map { shedder.steps($0).count })
            for _ in 0..<5 { _ = shedder.follow(load(cpu: 400)) }
        }
        #expect(
            seen == [
                [0, 0, 0], [1, 0, 0], [2, 1, 0], [3, 2, 1], [4, 3, 2], [4, 4, 3], [4, 4, 4], [4, 4, 4], [4, 4, 4],
            ])
        #expect(shedder.steps(.high) == [.loopFilter, .rate, .policy, .regions])
    }

    @Test("What was shed comes back step by step once there is room, not while the load is merely below the ceiling")
    func relief() {
        var shedder = shedder(budget)
        for _ in 0..<10 { _ = shedder.follow(load(cpu: 150)) }
        #expect(shedder.depth == 2)
        #expect(depths(&shedder, seconds(200, of: load(cpu: 90))).allSatisfy { $0 == 2 })
        let back = depths(&shedder, seconds(40, of: load(cpu: 50)))
        #expect(back[18] == 2 && back[19] == 1 && back[38] == 1 && back[39] == 0)
    }

    @Test("A load that fits at one depth only does not make it swing: each premature relief doubles the wait")
    func hysteresis() {
        var shedder = shedder(budget)
        var changes = 0
        for _ in 0..<3_600 {
            let cpu = shedder.depth >= 1 ? 60.0 : 130
            if shedder.follow(load(cpu: cpu)) != nil { changes += 1 }
        }
        // Without the doubling an hour would see 280.
        #expect(changes < 40)
        #expect(shedder.depth <= 1)
    }

    @Test("Without ceilings nothing is ever shed, and no frames are no latency")
    func ceilings() {
        var free = shedder(Budget())
        let worst = seconds(100, of: load(latency: 60, cpu: 1_600, memory: 1e6))
        #expect(depths(&free, worst).allSatisfy { $0 == 0 })
        var idle = shedder(budget)
        #expect(depths(&idle, seconds(100, of: load(latency: nil))).allSatisfy { $0 == 0 })
    }

    @Test("A ceiling that a reload takes away gives back what it had cost")
    func lifted() {
        var shedder = shedder(budget)
        for _ in 0..<5 { _ = shedder.follow(load(cpu: 150)) }
        shedder.change(to: Budget())
        let back = depths(&shedder, seconds(LoadShedder.settling + LoadShedder.shortestCaution, of: load(cpu: 150)))
        #expect(back.last == 0)
    }
}
