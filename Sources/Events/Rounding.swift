import Geometry

// Events are read by people and kept for years: digits past what a detector or a clock means are cut off.

extension Double {
    /// The double nearest to that decimal, so that its shortest text has no more than `places` decimals.
    func rounded(toPlaces places: Int) -> Double {
        var scale = 1.0
        for _ in 0..<places { scale *= 10 }
        // Adding zero turns -0, which JSON would show, into 0.
        return (self * scale).rounded() / scale + 0
    }
}

extension Box {
    /// To 5 places: finer than a pixel up to 50,000 pixels.
    var rounded: Box {
        Box(
            left: left.rounded(toPlaces: 5), top: top.rounded(toPlaces: 5),
            right: right.rounded(toPlaces: 5), bottom: bottom.rounded(toPlaces: 5))
    }
}
