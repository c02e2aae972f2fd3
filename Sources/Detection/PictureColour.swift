import CKernels
import Frames

extension picture_colour {
    /// Folds matrix, range, channel order, mean and scale into one affine map from luma and chroma samples.
    ///
    /// ITU-T H.273, equations 38 to 60 solved for red, green and blue; a grey picture has the same light in all three.
    init(_ colour: ColourSpace, grey: Bool, _ preprocessing: Preprocessing) {
        self.init()
        let light = Light(colour, grey: grey)
        let order =
            preprocessing.channels == .rgb
            ? [light.red, light.green, light.blue]
            : [light.blue, light.green, light.red]
        var fill: Float = 0
        if case .letterbox(_, let value) = preprocessing.fit { fill = value }
        withUnsafeMutableBytes(of: &rows) { rows in
            let rows = rows.bindMemory(to: Float.self)
            for channel in 0..<3 {
                let row = (order[channel] - [0, 0, 0, preprocessing.mean[channel]]) * preprocessing.scale[channel]
                for term in 0..<4 { rows[4 * channel + term] = row[term] }
            }
        }
        let atBlack = -preprocessing.mean * preprocessing.scale
        let atWhite = (255 - preprocessing.mean) * preprocessing.scale
        let atFill = (fill - preprocessing.mean) * preprocessing.scale
        low = pointwiseMin(atBlack, atWhite).tuple
        high = pointwiseMax(atBlack, atWhite).tuple
        self.fill = atFill.tuple
    }
}

/// Red, green and blue, 0 to 255, each as weights of Y, U, V and 1.
private struct Light {
    var red: SIMD4<Float>
    var green: SIMD4<Float>
    var blue: SIMD4<Float>

    init(_ colour: ColourSpace, grey: Bool) {
        let luma: Float = colour.fullRange ? 1 : 255 / 219
        let black: Float = colour.fullRange ? 0 : -16 * luma
        let chroma: Float = grey ? 0 : colour.fullRange ? 1 : 255 / 224
        let (kr, kb) = colour.matrix.weights
        let kg = 1 - kr - kb
        let redOfV = 2 * (1 - kr) * chroma
        let blueOfU = 2 * (1 - kb) * chroma
        let greenOfU = -kb / kg * blueOfU
        let greenOfV = -kr / kg * redOfV
        red = [luma, 0, redOfV, black - 128 * redOfV]
        green = [luma, greenOfU, greenOfV, black - 128 * (greenOfU + greenOfV)]
        blue = [luma, blueOfU, 0, black - 128 * blueOfU]
    }
}

extension ColourSpace.Matrix {
    /// KR and KB of ITU-T H.273, table 4.
    fileprivate var weights: (kr: Float, kb: Float) {
        switch self {
        case .bt601: (0.299, 0.114)
        case .bt709: (0.2126, 0.0722)
        case .bt2020: (0.2627, 0.0593)
        }
    }
}

extension SIMD3<Float> {
    fileprivate var tuple: (Float, Float, Float) { (x, y, z) }
}
