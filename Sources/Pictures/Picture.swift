/// A picture as people look at it: red, green and blue, 8 bits each.
package struct Picture: Hashable, Sendable {
    package let width: Int
    package let height: Int

    /// Row by row without gaps, 0xXXRRGGBB each in the machine's order of bytes: what swscale writes, cairo draws on and
    /// the encoders read, so that none of them needs a copy. A tail of zeros follows, since swscale's vector loops read
    /// and write a little past a picture's end.
    var pixels: [UInt32]

    /// One colour all over.
    ///
    /// - Throws: ``PictureError/size(width:height:)`` for a side below 1 or above ``largestSide``.
    package init(width: Int, height: Int, colour: Colour = .black) throws(PictureError) {
        guard (1...Self.largestSide).contains(width), (1...Self.largestSide).contains(height) else {
            throw .size(width: width, height: height)
        }
        self.width = width
        self.height = height
        pixels = Array(repeating: colour.pixel, count: width * height) + Array(repeating: 0, count: Self.tail)
    }

    private static let tail = 16

    mutating func clearTail() {
        for index in pixels.indices.suffix(Self.tail) { pixels[index] = 0 }
    }

    /// Pixels; an 8K camera's picture is 7,680 wide, and its memory, at most 4 bytes × this squared, can still be had.
    package static let largestSide = 8_192

    package subscript(x: Int, y: Int) -> Colour { Colour(pixel: pixels[y * width + x]) }
}

/// Why a picture could not be made, drawn on or encoded.
package enum PictureError: Error, Hashable, Sendable {
    case size(width: Int, height: Int)
    case outOfMemory

    /// swscale, an encoder, a muxer or cairo refused; in words.
    case refused(by: String, String)
}

extension PictureError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .size(let width, let height):
            "a picture of \(width)×\(height) pixels cannot be made; each side has 1 to \(Picture.largestSide)"
        case .outOfMemory: "memory is too short for a picture"
        case .refused(let library, let words): "\(library): \(words)"
        }
    }
}
