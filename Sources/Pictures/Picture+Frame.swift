import CFFmpeg
package import Frames

extension Picture {
    /// A camera's frame as people see it.
    ///
    /// - Parameter longestSide: the picture is made smaller where a side is longer, pixels; nil to keep the frame's size.
    package init(_ frame: Frame, longestSide: Int? = nil) throws(PictureError) {
        let (width, height) = frame.size(within: longestSide)
        try self.init(width: width, height: height)
        let conversion = try PixelConversion.open(
            from: frame.layout, to: .init(width: width, height: height, format: vedette_native_rgb))
        let planes = frame.chroma.map { [frame.luma, $0.u, $0.v] } ?? [frame.luma]
        unsafe try withPixels { pixels throws(PictureError) in
            let target = unsafe (base: pixels, stride: 4 * width)
            unsafe try conversion.run(from: planes.map { unsafe ($0.base, $0.stride) }, to: [target])
        }
    }

    /// Gives out the pixels as bytes.
    mutating func withPixels<Result>(
        _ body: (UnsafeMutablePointer<UInt8>) throws(PictureError) -> Result
    ) throws(PictureError) -> Result {
        var result: Swift.Result<Result, PictureError> = .failure(.outOfMemory)
        unsafe pixels.withUnsafeMutableBytes { bytes in
            guard let base = unsafe bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return }
            do throws(PictureError) { result = .success(unsafe try body(base)) } catch { result = .failure(error) }
        }
        clearTail()
        return try result.get()
    }
}

extension Frame {
    fileprivate var layout: PixelConversion.Layout {
        .init(width: luma.width, height: luma.height, format: format, colour: colour)
    }

    private var format: AVPixelFormat {
        guard let chroma else { return AV_PIX_FMT_GRAY8 }
        switch (chroma.u.width < luma.width, chroma.u.height < luma.height) {
        case (true, true): return AV_PIX_FMT_YUV420P
        case (true, false): return AV_PIX_FMT_YUV422P
        case (false, true): return AV_PIX_FMT_YUV440P
        case (false, false): return AV_PIX_FMT_YUV444P
        }
    }

    fileprivate func size(within longest: Int?) -> (width: Int, height: Int) {
        let side = max(luma.width, luma.height)
        guard let longest, side > max(longest, 1) else { return (luma.width, luma.height) }
        let scale = Double(max(longest, 1)) / Double(side)
        return (
            max(1, Int((Double(luma.width) * scale).rounded())), max(1, Int((Double(luma.height) * scale).rounded()))
        )
    }
}
