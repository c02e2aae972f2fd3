package import Frames
package import Overload

/// An open stream from which frames are pulled; closed when it is let go of.
package protocol MediaReader: AnyObject {
    /// What the stream is; complete from the first frame on.
    var info: StreamInfo { get }

    /// Blocks for the next frame; nil at the stream's end, from then on always.
    func next() throws(MediaError) -> Frame?

    /// Whether frames come faster than they were filmed, since they had been kept: whoever takes them need not hurry.
    var isCatchingUp: Bool { get }

    /// Takes in what has come meanwhile, without decoding it; for whoever cannot take the next frame yet.
    func readAhead() throws(MediaError)
}

extension MediaReader {
    package var isCatchingUp: Bool { false }
    package func readAhead() throws(MediaError) {}
}

/// How a ``Camera`` gets at its stream: FFmpeg, or in tests whatever plays the camera.
package protocol MediaOpener: Sendable {
    func open(
        _ source: SourceURL, options: SourceOptions, context: ReaderContext
    ) throws(MediaError) -> any MediaReader
}

/// The real thing.
package struct FFmpegOpener: MediaOpener {
    package init() {}

    package func open(
        _ source: SourceURL, options: SourceOptions, context: ReaderContext
    ) throws(MediaError) -> any MediaReader {
        try FrameReader.open(source, options: options, context: context)
    }
}

/// What a reader shares with whoever runs it.
package struct ReaderContext: Sendable {
    package var stop: StopToken
    package var counters: StreamCounters
    package var clock: any IngestClock
    package var report: @Sendable (IngestEvent) -> Void

    /// For the policies ``DecodePolicy/onDemand`` and ``DecodePolicy/auto``.
    package var onDemand: OnDemandControl?

    /// What is given up while the box is overloaded.
    package var sparing: Sparing

    package init(
        stop: StopToken = StopToken(), counters: StreamCounters = StreamCounters(),
        clock: any IngestClock = SystemClock(), onDemand: OnDemandControl? = nil, sparing: Sparing = Sparing(),
        report: @escaping @Sendable (IngestEvent) -> Void = { _ in }
    ) {
        self.stop = stop
        self.counters = counters
        self.clock = clock
        self.report = report
        self.onDemand = onDemand
        self.sparing = sparing
    }
}
