import FoundationEssentials
import Glibc

/// What this process has used so far, as the kernel accounts it (getrusage(2), proc(5)).
package struct ResourceUse: Sendable {
    /// User and system time of all threads.
    let cpuSeconds: Double

    /// The largest resident set so far, of this program alone: `ru_maxrss` begins with that of whoever started it, as the
    /// kernel carries it over `execve`, and a test or a Python script may be larger than we are.
    package let peakMemoryBytes: Int

    /// The resident set now, open descriptors and threads, of proc(5); 0 where that is not mounted.
    let memoryBytes: Int
    let openFiles: Int
    let threads: Int

    package static var now: ResourceUse {
        let usage = usage
        let peak = status("VmHWM:")
        return ResourceUse(
            cpuSeconds: usage.cpuSeconds,
            peakMemoryBytes: (peak > 0 ? peak : usage.ru_maxrss) * 1024,
            memoryBytes: memoryBytes,
            openFiles: (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? 0,
            threads: status("Threads:"))
    }

    /// Alone, for whoever asks often: reading proc(5) takes a hundred times longer.
    static var cpuSeconds: Double { usage.cpuSeconds }
    static var memoryBytes: Int { status("VmRSS:") * 1024 }

    private static var usage: rusage {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return usage
    }

    /// The number after a word of `/proc/self/status`.
    private static func status(_ word: String) -> Int {
        guard let data = FileManager.default.contents(atPath: "/proc/self/status") else { return 0 }
        let line = String(decoding: data, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix(word) }
        return line?.dropFirst(word.count).split(whereSeparator: \.isWhitespace).first.flatMap { Int($0) } ?? 0
    }
}

extension rusage {
    fileprivate var cpuSeconds: Double { ru_utime.seconds + ru_stime.seconds }
}

extension timeval {
    fileprivate var seconds: Double { Double(tv_sec) + Double(tv_usec) / 1_000_000 }
}
