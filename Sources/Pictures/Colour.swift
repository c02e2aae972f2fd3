/// A colour as screens show it (sRGB).
package struct Colour: Hashable, Sendable {
    package var red: UInt8
    package var green: UInt8
    package var blue: UInt8

    /// 0 lets everything through, 1 nothing.
    package var opacity: Double

    package init(red: UInt8, green: UInt8, blue: UInt8, opacity: Double = 1) {
        self.red = red
        self.green = green
        self.blue = blue
        self.opacity = opacity
    }

    package static let black = Colour(red: 0, green: 0, blue: 0)
    package static let white = Colour(red: 255, green: 255, blue: 255)
    package static let grey = Colour(red: 160, green: 160, blue: 160)

    // Of Okabe and Ito's palette ("Color Universal Design", 2008), which people with any colour vision can tell apart.
    package static let orange = Colour(red: 230, green: 159, blue: 0)
    package static let blue = Colour(red: 86, green: 180, blue: 233)
    package static let green = Colour(red: 0, green: 158, blue: 115)
    package static let yellow = Colour(red: 240, green: 228, blue: 66)
    package static let red = Colour(red: 213, green: 94, blue: 0)
    package static let purple = Colour(red: 204, green: 121, blue: 167)

    /// The same colour for the same number, another one for the next: for objects by their ids.
    package static func number(_ number: Int) -> Colour {
        let palette = [orange, blue, green, yellow, red, purple]
        return palette[((number % palette.count) + palette.count) % palette.count]
    }

    package func faded(to opacity: Double) -> Colour {
        var colour = self
        colour.opacity = opacity
        return colour
    }

    /// Black or white, whichever is read better on this colour (ITU-R BT.601 luma).
    var ink: Colour {
        299 * Int(red) + 587 * Int(green) + 114 * Int(blue) > 128_000 ? .black : .white
    }

    init(pixel: UInt32) {
        self.init(
            red: UInt8(truncatingIfNeeded: pixel >> 16), green: UInt8(truncatingIfNeeded: pixel >> 8),
            blue: UInt8(truncatingIfNeeded: pixel))
    }

    var pixel: UInt32 { UInt32(red) << 16 | UInt32(green) << 8 | UInt32(blue) }
}
