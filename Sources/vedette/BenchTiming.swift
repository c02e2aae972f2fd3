import Glibc
import Inference
import Synchronization
import Threads

/// How long runs took.
struct ModelTiming: Sendable {
    /// Of all workers' runs.
    let durations: [Duration]
    /// What each run took of a core: without the times when something else had it.
    let processorTimes: [Duration]
    /// Of all workers together, while all of them worked: from when the last one began to when the first one was done.
    let runsPerSecond: Double
    let threads: Int
    let warmup: Int

    /// Each worker has a session on a thread of its own; all begin to measure together.
    static func measure(
        _ model: Model, _ inputs: [String: Tensor], threads: Int, warmup: Int, runs: Int
    ) throws(InferenceError) -> ModelTiming {
        let board = Monitor(Board())
        for number in 1...threads {
            _ = BlockingThread(name: "bench \(number)") {
                let result = Result { () throws(InferenceError) in
                    try work(model, inputs, warmup: warmup, runs: runs) { board.meet(threads) }
                }
                board.withLock { $0.results.append(result) }
            }
        }
        var results: [Result<[Lap], InferenceError>] = []
        while results.isEmpty {
            results = board.wait(for: .seconds(3600)) { $0.results.count == threads ? $0.results : nil } ?? []
        }
        var workers: [[Lap]] = []
        for result in results { workers.append(try result.get()) }
        let laps = workers.flatMap { $0 }
        return ModelTiming(
            durations: laps.map { $0.begin.duration(to: $0.end) }, processorTimes: laps.map(\.processorTime),
            runsPerSecond: runsPerSecond(workers), threads: threads, warmup: warmup)
    }

    /// A run that the window cuts counts by its share within. 0 where there is no such window.
    private static func runsPerSecond(_ workers: [[Lap]]) -> Double {
        guard let begin = workers.compactMap(\.first?.begin).max(), let end = workers.compactMap(\.last?.end).min(),
            begin < end
        else { return 0 }
        let runs = workers.joined().reduce(0.0) { runs, lap in
            let within = max(lap.begin, begin).duration(to: min(lap.end, end))
            return runs + max(0, within / lap.begin.duration(to: lap.end))
        }
        return runs / (begin.duration(to: end).milliseconds / 1000)
    }

    private static func work(
        _ model: Model, _ inputs: [String: Tensor], warmup: Int, runs: Int, ready: () -> Void
    ) throws(InferenceError) -> [Lap] {
        let session = Session(model)
        var failure: InferenceError?
        do throws(InferenceError) {
            for _ in 0..<warmup { _ = try session.run(inputs) }
        } catch {
            failure = error
        }
        ready()
        if let failure { throw failure }
        var laps: [Lap] = []
        laps.reserveCapacity(runs)
        for _ in 0..<runs { laps.append(try Lap(session, inputs)) }
        return laps
    }
}

/// One run.
struct Lap: Sendable {
    let begin: ContinuousClock.Instant
    let end: ContinuousClock.Instant
    let processorTime: Duration

    init(_ session: Session, _ inputs: [String: Tensor]) throws(InferenceError) {
        let before = Lap.threadTime
        begin = .now
        _ = try session.run(inputs)
        end = .now
        processorTime = Lap.threadTime - before
    }

    /// Of this thread so far.
    private static var threadTime: Duration {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}

/// Where workers meet before they measure, and leave what they measured.
private struct Board: Sendable {
    var ready = 0
    var results: [Result<[Lap], InferenceError>] = []
}

extension Monitor<Board> {
    fileprivate func meet(_ threads: Int) {
        withLock { $0.ready += 1 }
        _ = wait(for: .seconds(600)) { $0.ready >= threads ? true : nil }
    }
}

/// Runs on request, so that measurements of two programs can alternate: each line of standard input is a number of
/// runs, answered by a line with the nanoseconds of each.
struct BenchServer {
    private let session: Session
    private let inputs: [String: Tensor]

    init(_ model: Model, _ inputs: [String: Tensor]) {
        session = Session(model)
        self.inputs = inputs
    }

    func serve(warmup: Int) throws(InferenceError) {
        for _ in 0..<warmup { _ = try session.run(inputs) }
        Terminal.write("ready\n", to: 1)
        while let line = readLine() {
            guard let count = Int(line), (1...100_000).contains(count) else { continue }
            var times: [String] = []
            for _ in 0..<count {
                let lap = try Lap(session, inputs)
                times.append("\(lap.begin.duration(to: lap.end).nanoseconds)")
            }
            Terminal.write(times.joined(separator: " ") + "\n", to: 1)
        }
    }
}

extension Duration {
    var nanoseconds: Int64 { components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000 }
    var milliseconds: Double { Double(components.seconds) * 1e3 + Double(components.attoseconds) * 1e-15 }
}
