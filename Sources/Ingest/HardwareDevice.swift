import CFFmpeg

/// Owns a device that decodes (VA-API, CUDA, …): a reference to an `AVHWDeviceContext`.
@safe struct HardwareDevice: ~Copyable {
    private let reference: UnsafeMutablePointer<AVBufferRef>

    /// How pictures in the device's memory are marked.
    private let format: AVPixelFormat

    /// - Throws: ``MediaError`` whose text says why the device cannot be had.
    static func open(
        _ name: String, for codec: UnsafePointer<AVCodec>, place: String
    ) throws(MediaError) -> HardwareDevice {
        let type = unsafe av_hwdevice_find_type_by_name(name)
        guard type != AV_HWDEVICE_TYPE_NONE else {
            throw MediaError(.openDecoder, .unknownCodec, text: "FFmpeg knows no such hardware", place: place)
        }
        guard let format = unsafe pictureFormat(of: type, codec) else {
            let text = unsafe "it does not decode \(String(cString: codec.pointee.name))"
            throw MediaError(.openDecoder, .unknownCodec, text: text, place: place)
        }
        var reference: UnsafeMutablePointer<AVBufferRef>?
        let code = unsafe av_hwdevice_ctx_create(&reference, type, nil, nil, 0)
        guard code >= 0, let reference = unsafe reference else {
            throw MediaError(.openDecoder, code: code, place: place)
        }
        return unsafe HardwareDevice(adopting: reference, format: format)
    }

    private init(adopting reference: UnsafeMutablePointer<AVBufferRef>, format: AVPixelFormat) {
        unsafe self.reference = unsafe reference
        self.format = format
    }

    deinit {
        var reference: UnsafeMutablePointer<AVBufferRef>? = unsafe reference
        unsafe av_buffer_unref(&reference)
    }

    /// The decoder will ask which of its formats to use; the device's is taken where it offers it, software elsewhere.
    func attach(to context: UnsafeMutablePointer<AVCodecContext>) {
        unsafe context.pointee.hw_device_ctx = av_buffer_ref(reference)
        // The C callback cannot capture: it finds the wanted format here, one up because 0 is a format and no pointer.
        unsafe context.pointee.opaque = UnsafeMutableRawPointer(bitPattern: Int(format.rawValue) + 1)
        unsafe context.pointee.get_format = { context, offered in
            guard let context = unsafe context, let offered = unsafe offered else { return AV_PIX_FMT_NONE }
            let wanted = unsafe AVPixelFormat(Int32(Int(bitPattern: context.pointee.opaque) - 1))
            return unsafe choose(wanted, among: offered)
        }
    }

    private static func pictureFormat(of type: AVHWDeviceType, _ codec: UnsafePointer<AVCodec>) -> AVPixelFormat? {
        var index: Int32 = 0
        while let config = unsafe avcodec_get_hw_config(codec, index) {
            let takesDevice = unsafe Int(config.pointee.methods) & AV_CODEC_HW_CONFIG_METHOD_HW_DEVICE_CTX != 0
            if unsafe takesDevice && config.pointee.device_type == type { return unsafe config.pointee.pix_fmt }
            index += 1
        }
        return nil
    }
}

/// The wanted format where it is offered, else the first that lies in ordinary memory. The list ends with `NONE`.
private func choose(_ wanted: AVPixelFormat, among offered: UnsafePointer<AVPixelFormat>) -> AVPixelFormat {
    var software = AV_PIX_FMT_NONE
    var next = unsafe offered
    while unsafe next.pointee != AV_PIX_FMT_NONE {
        let format = unsafe next.pointee
        if format == wanted { return wanted }
        let flags = unsafe av_pix_fmt_desc_get(format)?.pointee.flags ?? 0
        if software == AV_PIX_FMT_NONE && flags & UInt64(AV_PIX_FMT_FLAG_HWACCEL) == 0 { software = format }
        unsafe next += 1
    }
    return software
}
