import Clocks
package import Frames
package import Ingest
package import Settings

/// A picture in full size, from a camera's main stream: opened for it, and closed after.
///
/// Detection is served best by a small stream; what a person wants to look at is in the large one. Nothing of that is read
/// before somebody asks.
package enum FullPicture {
    /// - Parameter stop: ends the wait, from any thread.
    /// - Returns: the first picture that stands alone, of `source.main`, or of `source.url` where there is none.
    /// - Throws: ``MediaError``, by `source.open_timeout` and one `source.read_timeout` a packet at the latest.
    package static func take(
        of camera: Configuration.Camera, stop: StopToken = StopToken()
    ) throws(MediaError) -> Frame {
        var options = SourceOptions(camera)
        options.policy = .keyframes
        let source = try SourceURL((camera.source.main ?? camera.source.url).revealed())
        let reader = try FrameReader.open(source, options: options, context: ReaderContext(stop: stop))
        guard let frame = try reader.next() else {
            throw MediaError(.decode, .undecodable, text: "it ended without one picture", place: source.redacted)
        }
        return frame
    }
}
