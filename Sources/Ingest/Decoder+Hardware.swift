import CFFmpeg

extension Decoder {
    /// Opens the decoder that the options ask for; software where the hardware cannot be had, which is reported.
    static func open(
        _ stream: VideoStream, options: SourceOptions, place: String, report: (IngestEvent) -> Void
    ) throws(MediaError) -> Decoder {
        if let hardware = options.hardware {
            do throws(MediaError) {
                return try open(stream, hardware: hardware, maximumPixels: options.maximumPixels, place: place)
            } catch {
                report(.hardwareUnavailable(name: hardware, reason: error.text))
            }
        }
        return try open(stream, hardware: nil, maximumPixels: options.maximumPixels, place: place)
    }

    /// A picture in ordinary memory: the same where it is there already, a copy where it lies on a device.
    func download(_ picture: Picture) throws(MediaError) -> Picture {
        guard picture.isOnDevice else { return picture }
        let copy = try Picture.allocate(at: place)
        let code = unsafe av_hwframe_transfer_data(copy.pointer, picture.pointer, 0)
        if code < 0 { throw MediaError(.decode, code: code, place: place) }
        return copy
    }

    /// The device's name where one was opened and the picture was decoded without it all the same.
    func deviceMissed(by picture: Picture) -> String? {
        usesDevice && !picture.isOnDevice ? hardware : nil
    }
}
