import Frames
import Pictures
import TestSupport
import Testing

@Suite("Frames as pictures")
struct PictureTests {
    private static let spaces = [
        ColourSpace(matrix: .bt601, fullRange: false), ColourSpace(matrix: .bt601, fullRange: true),
        ColourSpace(matrix: .bt709, fullRange: false), ColourSpace(matrix: .bt2020, fullRange: false),
    ]

    @Test("A frame's colours are the scene's, whatever its matrix, range and subsampling", arguments: spaces)
    func colours(space: ColourSpace) throws {
        for layout in Bars.Layout.allCases where layout != .grey {
            let picture = try Picture(Bars().frame(space, layout))
            for (bar, colour) in Bars.colours.enumerated() {
                let seen = picture[bar * Bars.barWidth + 10, 30]
                #expect(seen.difference(from: Colour(colour)) <= 4, "\(layout) \(bar): \(seen)")
            }
        }
    }

    @Test("A grey frame is grey")
    func grey() throws {
        let picture = try Picture(Bars().frame(ColourSpace(matrix: .bt601, fullRange: true), .grey))
        let seen = picture[4 * Bars.barWidth + 10, 30]
        #expect(seen.difference(from: Colour(red: 128, green: 128, blue: 128)) <= 1)
    }

    @Test("Pillow opens the JPEG and sees the scene's colours", .enabled(if: Judge.isAvailable, "\(Judge.absence)"))
    func jpeg() throws {
        let picture = try Picture(Bars().frame(ColourSpace(matrix: .bt709, fullRange: false)))
        let places = Bars.colours.indices.map { (x: $0 * Bars.barWidth + 10, y: 30) }
        let seen = try Viewer(picture.jpeg(quality: 95), at: places)
        #expect((seen.format, seen.width, seen.height) == ("JPEG", 119, 61))
        for (colour, expected) in zip(seen.colours, Bars.colours) {
            #expect(colour.difference(from: Colour(expected)) <= 6, "\(colour) instead of \(expected)")
        }
    }

    @Test("A PNG keeps each pixel", .enabled(if: Judge.isAvailable, "\(Judge.absence)"))
    func png() throws {
        let picture = try Picture(Bars().frame(ColourSpace(matrix: .bt601, fullRange: false)))
        let places = stride(from: 0, to: 119, by: 7).map { (x: $0, y: $0 / 2) }
        let seen = try Viewer(picture.png(), at: places)
        #expect((seen.format, seen.width, seen.height) == ("PNG", 119, 61))
        #expect(seen.colours == places.map { picture[$0.x, $0.y] })
    }

    @Test("Worse quality is smaller, and 0 and 1000 are taken to the ends")
    func quality() throws {
        let picture = try Picture(Bars().frame(ColourSpace(matrix: .bt601, fullRange: false)))
        #expect(try picture.jpeg(quality: 10).count < picture.jpeg(quality: 90).count)
        #expect(try picture.jpeg(quality: 0) == picture.jpeg(quality: 1))
        #expect(try picture.jpeg(quality: 1000) == picture.jpeg(quality: 100))
    }

    @Test("The same picture gives the same bytes each time, also with odd sides")
    func determinism() throws {
        let frame = Bars().frame(ColourSpace(matrix: .bt601, fullRange: false))
        let files = try (0..<50).map { _ in try Picture(frame).jpeg() }
        #expect(Set(files).count == 1)
    }

    @Test("A smaller picture keeps its shape and its colours")
    func smaller() throws {
        let frame = Bars(height: 238).frame(ColourSpace(matrix: .bt601, fullRange: false))
        let picture = try Picture(frame, longestSide: 60)
        #expect((picture.width, picture.height) == (30, 60))
        #expect(picture[7, 30].difference(from: Colour(Bars.colours[1])) <= 6)
        let whole = try Picture(frame, longestSide: 5_000)
        #expect((whole.width, whole.height) == (119, 238))
        let least = try Picture(frame, longestSide: 0)
        #expect((least.width, least.height) == (1, 1))
    }

    @Test("Sizes that cannot be are refused", arguments: [(0, 5), (5, 0), (-1, 5), (8_193, 1), (Int.max, Int.max)])
    func sizes(width: Int, height: Int) {
        #expect(throws: PictureError.size(width: width, height: height)) { try Picture(width: width, height: height) }
    }

    @Test("A picture of one pixel can be encoded")
    func onePixel() throws {
        let picture = try Picture(width: 1, height: 1, colour: .red)
        #expect(try !picture.jpeg().isEmpty)
        #expect(try !picture.png().isEmpty)
    }
}

extension Colour {
    init(_ colour: (red: Double, green: Double, blue: Double)) {
        self.init(red: UInt8(colour.red), green: UInt8(colour.green), blue: UInt8(colour.blue))
    }
}
