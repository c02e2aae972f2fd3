import Clocks
import Daemon
import Decisions
import Frames
import Glibc
import Pictures
import Status

/// What `vedette explain` makes of the decisions about a recording, as they come.
struct Explanation: ~Copyable {
    /// Nil for all of the recording.
    private let moment: CaptureTime?
    private let around: Double
    private let json: Bool
    private let picture: String?
    private var clip: AnnotatedClip?
    private var tally = DecisionTally()
    private var quiet = QuietStretch()

    /// Of the frames so far, the one nearest to the moment, drawn where a picture is asked for.
    private var nearest: (decision: FrameDecision, apart: Double, drawn: Picture?)?

    init(moment: CaptureTime?, around: Double, json: Bool, picture: String?, clip: String?) {
        self.moment = moment
        self.around = around
        self.json = json
        self.picture = picture
        self.clip = clip.map { AnnotatedClip(path: $0) }
    }

    mutating func take(_ decision: FrameDecision, _ frame: Frame) throws {
        tally.add(decision)
        guard let moment else { return try show(decision, frame) }
        let apart = abs(decision.captured.duration(to: moment).seconds)
        if apart < nearest?.apart ?? .infinity {
            let drawn = picture == nil ? nil : try Picture(frame).annotated(with: decision.annotations)
            nearest = (decision, apart, drawn)
        }
        if around > 0, apart <= around { try show(decision, frame) }
    }

    mutating func finish() throws {
        say(quiet.end())
        if let nearest {
            if nearest.apart > max(around, 1) {
                Failure.say(
                    "vedette: nothing was looked at within a second of that moment; this is the nearest, "
                        + "\(decimal(nearest.apart, 1)) s from it")
            }
            if around == 0 { print(json ? try line(nearest.decision) : nearest.decision.text.joined(separator: "\n")) }
            if let picture, let drawn = nearest.drawn { try PictureFile(path: picture)?.write(drawn) }
        } else if !json {
            for line in tally.text { print(line) }
        }
        try clip?.finish()
    }

    private mutating func show(_ decision: FrameDecision, _ frame: Frame) throws {
        try clip?.add(decision, frame)
        guard !json else { return print(try line(decision)) }
        if decision.isNotable {
            say(quiet.end())
            for line in decision.text { print(line) }
        } else {
            quiet.add(decision)
        }
    }

    private func say(_ line: String?) {
        if let line, !json { print(line) }
    }

    private func line(_ decision: FrameDecision) throws -> String {
        String(decoding: try decision.json(), as: UTF8.self)
    }
}

/// Frames one after the other of which there is nothing to say but that the gate was shut: one line for all.
private struct QuietStretch {
    private var first: FrameDecision?
    private var last: FrameDecision?
    private var count = 0

    mutating func add(_ decision: FrameDecision) {
        first = first ?? decision
        last = decision
        count += 1
    }

    /// The line; nil where there were none.
    mutating func end() -> String? {
        guard let first, let last else { return nil }
        defer { self = QuietStretch() }
        guard count > 1 else { return first.headline }
        return first.headline + "; and so on to frame \(last.number)"
    }
}

/// A clip that is begun with the first frame, whose size it takes.
private struct AnnotatedClip: ~Copyable {
    private let path: String
    private var writer: ClipWriter?
    private var start: CaptureTime?

    init(path: String) {
        self.path = path
    }

    mutating func add(_ decision: FrameDecision, _ frame: Frame) throws {
        let picture = try Picture(frame).annotated(with: decision.annotations)
        let start = start ?? decision.captured
        self.start = start
        if writer == nil { writer = try ClipWriter.open(path: path, width: picture.width, height: picture.height) }
        try writer?.add(picture, at: start.duration(to: decision.captured).seconds)
    }

    mutating func finish() throws {
        if let writer = writer.take() { try writer.finish() }
    }
}
