import CFFmpeg
import Glibc

/// Owns an `AVCodecContext`: packets in, pictures out, on the caller's thread alone (`thread_count = 1`).
@safe struct Decoder: ~Copyable {
    /// What `receive` found.
    enum Output {
        case picture(Picture)
        /// It wants another packet first.
        case hungry
        /// Everything has come out after ``drain()``.
        case empty
        /// Some bytes made no sense; it goes on with what follows.
        case error
    }

    let name: String
    let codec: AVCodecID

    /// The hardware that was asked for and opened.
    let hardware: String?

    /// Whether pictures are expected in a device's memory.
    private(set) var usesDevice = false

    private let pointer: UnsafeMutablePointer<AVCodecContext>
    let place: String

    /// Waits for the next picture, so that only pictures cost an allocation.
    private var spare: Picture?

    /// - Parameter hardware: see ``SourceOptions/hardware``; nil for software.
    /// - Throws: ``MediaError`` of cause `unknownCodec`, or what FFmpeg or the device say of the stream.
    static func open(
        _ stream: VideoStream, hardware: String?, maximumPixels: Int, place: String
    ) throws(MediaError) -> Decoder {
        let codecName = unsafe String(cString: avcodec_get_name(stream.codec))
        let wrapper = unsafe hardware.flatMap { unsafe avcodec_find_decoder_by_name("\(codecName)_\($0)") }
        guard let codec = unsafe wrapper ?? avcodec_find_decoder(stream.codec),
            let context = unsafe avcodec_alloc_context3(codec)
        else {
            let text = "FFmpeg on this machine has no decoder for \(codecName)"
            throw MediaError(.openDecoder, .unknownCodec, text: text, place: place)
        }
        // From here on the decoder frees the context, however this ends.
        var decoder = unsafe Decoder(adopting: context, codec: codec, hardware: hardware, place: place)
        try decoder.check(unsafe avcodec_parameters_to_context(context, stream.parameters))
        unsafe context.pointee.thread_count = 1
        unsafe context.pointee.max_pixels = Int64(maximumPixels)
        if let hardware, unsafe wrapper == nil {
            unsafe try HardwareDevice.open(hardware, for: codec, place: place).attach(to: context)
            decoder.usesDevice = true
        }
        try decoder.check(unsafe avcodec_open2(context, codec, nil))
        return decoder
    }

    private init(
        adopting pointer: UnsafeMutablePointer<AVCodecContext>, codec: UnsafePointer<AVCodec>, hardware: String?,
        place: String
    ) {
        unsafe self.pointer = unsafe pointer
        self.codec = unsafe codec.pointee.id
        self.name = unsafe String(cString: codec.pointee.name)
        self.hardware = hardware
        self.place = place
    }

    deinit {
        var pointer: UnsafeMutablePointer<AVCodecContext>? = unsafe pointer
        unsafe avcodec_free_context(&pointer)
    }

    /// False where the decoder could make nothing of the packet.
    ///
    /// The output must have been received until it was `hungry`, so that there is room for the packet.
    func send(_ packet: borrowing Packet) -> Bool {
        unsafe avcodec_send_packet(pointer, packet.pointer) >= 0
    }

    /// The same for one that was kept.
    func send(_ packet: StoredPacket) -> Bool {
        unsafe avcodec_send_packet(pointer, packet.pointer) >= 0
    }

    /// Whether the codec's deblocking filter is left out from here on: H.264 and H.265 in software decode with less work, a
    /// little less sharp until the next keyframe. May change between two packets; other codecs take no notice.
    var skipsLoopFilter: Bool {
        get { unsafe pointer.pointee.skip_loop_filter == AVDISCARD_ALL }
        nonmutating set { unsafe pointer.pointee.skip_loop_filter = newValue ? AVDISCARD_ALL : AVDISCARD_DEFAULT }
    }

    /// Tells that no packet follows, so that everything comes out.
    func drain() {
        unsafe avcodec_send_packet(pointer, nil)
    }

    /// Forgets what was decoded, also after ``drain()``; the next packet must be a keyframe.
    func flush() {
        unsafe avcodec_flush_buffers(pointer)
    }

    mutating func receive() throws(MediaError) -> Output {
        let picture = if let spare { spare } else { try Picture.allocate(at: place) }
        let code = unsafe avcodec_receive_frame(pointer, picture.pointer)
        spare = code < 0 ? picture : nil
        switch code {
        case 0...: return .picture(picture)
        case vedette_error(EAGAIN): return .hungry
        case vedette_error_end_of_file: return .empty
        case vedette_error(ENOMEM): throw MediaError(outOfMemoryAt: place)
        default: return .error
        }
    }

    private func check(_ code: Int32) throws(MediaError) {
        if code < 0 { throw MediaError(.openDecoder, code: code, place: place) }
    }
}
