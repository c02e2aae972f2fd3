import CFFmpeg

extension PictureError {
    /// What a negative code of FFmpeg means, in its own words.
    static func ffmpeg(_ library: String, _ code: Int32) -> PictureError {
        if code == vedette_error(ENOMEM) { return .outOfMemory }
        let words = unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(AV_ERROR_MAX_STRING_SIZE)) {
            buffer in
            unsafe av_strerror(code, buffer.baseAddress, buffer.count)
            return unsafe buffer.baseAddress.map { unsafe String(cString: $0) } ?? "error \(code)"
        }
        return .refused(by: library, words)
    }
}
