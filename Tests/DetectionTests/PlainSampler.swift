import Detection
import Frames
import Geometry

/// What the kernel computes, said once more in the plainest way: sample by sample, in double precision.
struct PlainSampler {
    let picture: TestFrame
    let colour: ColourSpace
    let preprocessing: Preprocessing

    init(_ picture: TestFrame, _ colour: ColourSpace, _ preprocessing: Preprocessing) {
        self.picture = picture
        self.colour = colour
        self.preprocessing = preprocessing
    }

    func sample(_ placement: Placement) -> [Float] {
        var tensor = [Float](repeating: 0, count: 3 * placement.size.area)
        let stepX = placement.area.width * Double(picture.width) / Double(placement.size.width)
        let stepY = placement.area.height * Double(picture.height) / Double(placement.size.height)
        for row in 0..<placement.size.height {
            for column in 0..<placement.size.width {
                let x = placement.area.left * Double(picture.width) + (Double(column) + 0.5) * stepX
                let y = placement.area.top * Double(picture.height) + (Double(row) + 0.5) * stepY
                let light = isVisible(x, y) ? light(x, y, stepX, stepY) : fill
                for channel in 0..<3 {
                    let value = light[preprocessing.channels == .rgb ? channel : 2 - channel]
                    tensor[channel * placement.size.area + row * placement.size.width + column] =
                        (Float(value) - preprocessing.mean[channel]) * preprocessing.scale[channel]
                }
            }
        }
        return tensor
    }

    private var fill: [Double] {
        guard case .letterbox(_, let fill) = preprocessing.fit else { return [0, 0, 0] }
        return [Double](repeating: Double(fill), count: 3)
    }

    private func isVisible(_ x: Double, _ y: Double) -> Bool {
        x >= 0 && y >= 0 && x < Double(picture.width) && y < Double(picture.height)
    }

    private func light(_ x: Double, _ y: Double, _ stepX: Double, _ stepY: Double) -> [Double] {
        var luma = tent(picture.luma, picture.width, picture.height, x, y, stepX, stepY)
        if !colour.fullRange { luma = (luma - 16) * 255 / 219 }
        guard !picture.isGrey else { return [luma, luma, luma].map { min(255, max(0, $0)) } }
        let acrossHalved = picture.chromaWidth < picture.width
        let downHalved = picture.chromaHeight < picture.height
        let chromaX = acrossHalved ? x / 2 + 0.25 : x
        let chroma = [picture.u, picture.v].map { plane in
            let value = tent(
                plane, picture.chromaWidth, picture.chromaHeight, chromaX, downHalved ? y / 2 : y,
                acrossHalved ? stepX / 2 : stepX, downHalved ? stepY / 2 : stepY)
            return (value - 128) * (colour.fullRange ? 1 : 255.0 / 224)
        }
        let (kr, kb): (Double, Double) =
            switch colour.matrix {
            case .bt601: (0.299, 0.114)
            case .bt709: (0.2126, 0.0722)
            case .bt2020: (0.2627, 0.0593)
            }
        let red = luma + 2 * (1 - kr) * chroma[1]
        let blue = luma + 2 * (1 - kb) * chroma[0]
        let green = (luma - kr * red - kb * blue) / (1 - kr - kb)
        return [red, green, blue].map { min(255, max(0, $0)) }
    }

    private func tent(
        _ plane: UnsafeMutablePointer<UInt8>, _ width: Int, _ height: Int, _ x: Double, _ y: Double,
        _ stepX: Double, _ stepY: Double
    ) -> Double {
        let across = weights(x, radius: max(1, stepX / 2), samples: width)
        let down = weights(y, radius: max(1, stepY / 2), samples: height)
        var sum = 0.0
        for (row, weightY) in down {
            for (column, weightX) in across {
                sum += weightX * weightY * Double(plane[row * picture.stride + column])
            }
        }
        return sum
    }

    private func weights(_ centre: Double, radius: Double, samples: Int) -> [(Int, Double)] {
        let reach = Int((centre - radius).rounded(.down)) - 1...Int((centre + radius).rounded(.up)) + 1
        let all = reach.map { (min(max($0, 0), samples - 1), max(0, 1 - abs(Double($0) + 0.5 - centre) / radius)) }
        let total = all.reduce(0) { $0 + $1.1 }
        return all.map { ($0.0, $0.1 / total) }
    }
}
