import Foundation
import Synchronization

/// Clips of a still scene in which a box crosses now and then, as cameras of all kinds would send them: made by the `ffmpeg`
/// command, each once a run, in a folder that goes with the process.
package enum StillScene {
    package static let canBeMade = ["/usr/bin/ffmpeg", "/usr/local/bin/ffmpeg"].contains {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    package static let folder: String = {
        let path = NSTemporaryDirectory() + "vedette-on-demand-\(getpid())"
        try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        atexit { try? FileManager.default.removeItem(atPath: NSTemporaryDirectory() + "vedette-on-demand-\(getpid())") }
        return path
    }()

    /// A grey scene at 10 frames a second.
    ///
    /// - Parameters:
    ///   - noise: of the sensor; by 10 an encoder has nothing else to tell of.
    ///   - crossings: when a box begins to cross the picture, which takes it four seconds.
    ///   - silence: when the camera sends nothing.
    ///   - claimedRate: what the stream says of its frame rate, a multiple of the truth, which is 10.
    package static func clip(
        _ encoding: String, size: String = "320x240",
        seconds: Int = 70, noise: Int = 2, crossings: [Double], silence: ClosedRange<Double>? = nil,
        claimedRate: Int? = nil, container: String = "mp4"
    ) throws -> String {
        let name =
            "\(encoding)\(size)\(seconds)-\(noise)\(crossings)\(String(describing: silence))\(claimedRate ?? 0).\(container)"
        let path = folder + "/" + String(name.map { $0.isLetter || $0.isNumber || $0 == "." ? $0 : "-" })
        let boxes = crossings.map { start in
            "overlay=x='(t-\(start))/4*W':y=H/3:enable='between(t,\(start),\(start + 4))'"
        }
        var graph = "gradients=s=\(size):r=10:d=\(seconds):c0=gray:c1=white:x0=0:y0=0:x1=300:y1=200:speed=0.00001[b0]"
        for (number, box) in boxes.enumerated() {
            graph += ";testsrc2=s=40x60:r=10:d=\(seconds)[c\(number)]"
            graph += ";[b\(number)][c\(number)]\(box)[b\(number + 1)]"
        }
        graph += ";[b\(boxes.count)]noise=c0_seed=7:c0_strength=\(noise):c0_flags=t,format=yuv420p"
        var timing = ["-fps_mode", "vfr"]
        if let rate = claimedRate {
            graph += ",settb=1/\(rate),setpts=N"
            let stretch = "setts=pts=PTS*\(rate / 10):dts=DTS*\(rate / 10)"
            timing = ["-fps_mode", "passthrough", "-r", "\(rate)", "-bsf:v", stretch]
        }
        if let silence { graph += ",select='not(between(t,\(silence.lowerBound),\(silence.upperBound)))'" }
        let encoder = encoding.split(separator: " ").map(String.init)
        let speed = encoding.hasPrefix("libx264") ? ["-preset", "veryfast", "-sc_threshold", "0"] : []
        let arguments =
            ["-v", "error", "-nostdin", "-y", "-filter_complex", graph + "[out]", "-map", "[out]"] + timing
            + ["-c:v"] + encoder + speed
            + ["-threads", "1", "-fflags", "+bitexact", path + ".part." + container]
        return try making.withLock { _ in
            if FileManager.default.fileExists(atPath: path) { return path }
            let process = try RunningProcess("ffmpeg", arguments)
            guard process.exitStatus(within: 300) == 0 else { throw Failed(message: process.standardError) }
            try FileManager.default.moveItem(atPath: path + ".part." + container, toPath: path)
            return path
        }
    }

    /// Held while a clip is made: two tests that want the same one do not make it at the same time.
    private static let making = Mutex(())

    package static func spliced(_ clips: [String]) throws -> String {
        let path = folder + "/spliced.ts"
        let bytes = try clips.map { try Data(contentsOf: URL(fileURLWithPath: $0)) }
        try bytes.reduce(Data(), +).write(to: URL(fileURLWithPath: path))
        return path
    }

    /// The clip so many times in a row, as it is encoded.
    package static func repeated(_ clip: String, times: Int) throws -> String {
        let path = folder + "/repeated-\(times).mkv"
        let arguments = ["-stream_loop", "\(times - 1)", "-i", clip, "-map", "0:v", "-c", "copy"]
        let process = try RunningProcess("ffmpeg", ["-v", "error", "-nostdin", "-y"] + arguments + [path])
        guard process.exitStatus(within: 60) == 0 else { throw Failed(message: process.standardError) }
        return path
    }

    package struct Failed: Error { let message: String }
}
