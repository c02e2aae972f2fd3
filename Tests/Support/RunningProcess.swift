import Foundation
import Synchronization

/// A command that a test started: its output as it comes, a deadline on every wait, and never left behind.
package final class RunningProcess: Sendable {
    private let process: Process
    private let output = Captured()
    private let diagnostics = Captured()

    /// - Parameter executable: a path, or a name that is looked up in `PATH`.
    package init(_ executable: String, _ arguments: [String], environment: [String: String] = [:]) throws {
        process = Process()
        if executable.contains("/") {
            process.executableURL = URL(fileURLWithPath: executable)
            process.arguments = arguments
        } else {
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            process.arguments = [executable] + arguments
        }
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { _, new in new }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output.pipe()
        process.standardError = diagnostics.pipe()
        try process.run()
    }

    deinit {
        if process.isRunning { Glibc.kill(process.processIdentifier, SIGKILL) }
    }

    package var identifier: Int32 { process.processIdentifier }
    package var standardOutput: String { output.text }
    package var standardError: String { diagnostics.text }

    package func send(_ signal: Int32) {
        Glibc.kill(process.processIdentifier, signal)
    }

    /// The exit status, negative for a signal; nil where it still runs when `seconds` have passed.
    package func exitStatus(within seconds: Double) -> Int32? {
        guard (try? poll(seconds: seconds) { self.process.isRunning ? nil : true }) != nil else { return nil }
        process.waitUntilExit()
        // What was written just before the end may still be on its way through the pipes; a child of the process may hold
        // them open for longer, and is not waited for.
        _ = try? poll(seconds: 5) { self.output.isComplete && self.diagnostics.isComplete ? true : nil }
        return process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
    }

    /// The rest of the first line of standard output that starts with `prefix`.
    package func line(startingWith prefix: String, within seconds: Double = 20) throws -> String {
        try poll(seconds: seconds) {
            let lines = self.standardOutput.split(separator: "\n")
            return lines.first { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
        }
    }
}

/// What came through a pipe so far.
private final class Captured: Sendable {
    private let data = Mutex(Data())
    private let ended = Mutex(false)

    var text: String { data.withLock { String(decoding: $0, as: UTF8.self) } }

    /// Whether the other end was closed, so that nothing more comes.
    var isComplete: Bool { ended.withLock { $0 } }

    /// Read on a thread of its own: Dispatch has none to spare where tests that block have taken all of its threads.
    func pipe() -> Pipe {
        let pipe = Pipe()
        let handle = pipe.fileHandleForReading
        Thread.detachNewThread { [self] in
            while case let more = handle.availableData, !more.isEmpty { data.withLock { $0.append(more) } }
            ended.withLock { $0 = true }
        }
        return pipe
    }
}

/// What a test waited for did not come in time.
package struct TimedOut: Error {}

/// Tries again until `attempt` returns a value; throws ``TimedOut`` after `seconds`.
package func poll<Value>(seconds: Double, _ attempt: () throws -> Value?) throws -> Value {
    let end = ContinuousClock.now + .seconds(seconds)
    repeat {
        if let value = try attempt() { return value }
        Thread.sleep(forTimeInterval: 0.02)
    } while ContinuousClock.now < end
    throw TimedOut()
}
