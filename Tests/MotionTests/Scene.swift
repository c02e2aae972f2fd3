import Foundation
import Seeds
import TestSupport

/// A drawn picture of a yard with sensor noise, the same for the same seed; light, weather and visitors are the test's.
struct Scene {
    static let (width, height) = (320, 180)

    /// What the camera would see without noise, in grey levels.
    var still: [Double]

    /// Standard deviation of the sensor's noise, in grey levels.
    var noise = 2.0
    private var random: Random

    init(seed: UInt64) {
        random = Random(state: seed)
        still = Self.draw(&random)
    }

    /// Soft hills of grey with sixty flat things before them.
    private static func draw(_ random: inout Random) -> [Double] {
        let waves = (0..<6).map { _ in
            (x: random.uniform(-0.06...0.06), y: random.uniform(-0.06...0.06), phase: random.uniform(0...6.28))
        }
        var still = (0..<width * height).map { i in
            let (x, y) = (Double(i % width), Double(i / width))
            return 110 + waves.reduce(0) { $0 + 12 * sin(x * $1.x + y * $1.y + $1.phase) }
        }
        for _ in 0..<60 {
            let left = Int(random.uniform(0...300)), top = Int(random.uniform(0...165))
            let grey = random.uniform(40...200)
            for y in top..<min(top + Int(random.uniform(4...40)), height) {
                for x in left..<min(left + 5 + top % 37, width) { still[y * width + x] = grey }
            }
        }
        return still
    }

    /// A visitor 12 wide and 36 high, dark trousers and a bright coat, checked so that he is no flat patch.
    static func visitor(at left: Double, foot: Double = 150) -> (inout [Double]) -> Void {
        { picture in
            for y in max(Int(foot) - 36, 0)..<min(Int(foot), height) {
                for x in stride(from: max(Int(left), 0), to: min(Int(left) + 12, width), by: 1) {
                    let grey: Double = Double(y) < foot - 18 ? 215 : 25
                    let check: Int = ((x - Int(left)) / 3 + y / 3) % 2
                    picture[y * width + x] = grey + Double(check * 14)
                }
            }
        }
    }

    /// Rain: bright streaks, one pixel wide, elsewhere in each frame.
    mutating func rain(_ drops: Int, on picture: inout [Double]) {
        for _ in 0..<drops {
            let x = Int(random.uniform(0...319)), top = Int(random.uniform(0...170))
            for y in top..<min(top + 9, Self.height) { picture[y * Self.width + x] += 50 }
        }
    }

    /// The next frame: the still picture, `change`d, with noise.
    mutating func picture(_ change: (inout [Double]) -> Void = { _ in }) -> Picture {
        var light = still
        change(&light)
        var picture = Picture(width: Self.width, height: Self.height)
        for i in light.indices {
            picture.pixels[i] = UInt8(min(max(light[i] + noise * random.normal(), 0), 255))
        }
        return picture
    }
}

extension [Double] {
    /// The picture under another light: each level times `gain`, plus `lift`.
    mutating func relit(gain: Double, lift: Double = 0) {
        for i in indices { self[i] = self[i] * gain + lift }
    }
}

/// What tests draw from seeded chance.
struct Random {
    private var generator: SeededGenerator

    init(state: UInt64) { generator = SeededGenerator(seed: state) }

    mutating func bits() -> UInt64 { generator.next() }

    mutating func uniform(_ range: ClosedRange<Double>) -> Double {
        range.lowerBound + (range.upperBound - range.lowerBound) * Double(bits() >> 11) / Double(1 << 53)
    }

    /// Nearly normal, mean 0 and deviation 1: the sum of eight bytes, centred.
    mutating func normal() -> Double {
        var bits = bits()
        var sum = 0
        for _ in 0..<8 {
            sum += Int(bits & 255)
            bits >>= 8
        }
        return (Double(sum) - 1020) / 209
    }
}
