import CKernels
import Clocks
import Detection
import Frames
import Geometry
import Seeds
import TestSupport
import Testing

/// A shape to sample, drawn at random from a seed.
struct SamplingCase: Sendable, CustomTestStringConvertible {
    let seed: UInt64

    var testDescription: String { "seed \(seed)" }

    func draw() -> (TestFrame, ColourSpace, Placement, Preprocessing) {
        var random = SeededGenerator(seed: seed)
        let picture = TestFrame(
            width: .random(in: 1...130, using: &random), height: .random(in: 1...110, using: &random),
            layout: random.pick(TestFrame.Layout.allCases))
        picture.draw { _, _, _ in .random(in: 0...255, using: &random) }
        let colour = ColourSpace(
            matrix: random.pick([.bt601, .bt709, .bt2020]), fullRange: .random(using: &random))
        let left = Double.random(in: -0.4...0.7, using: &random)
        let top = Double.random(in: -0.4...0.7, using: &random)
        let region = Box(
            left: left, top: top, right: left + .random(in: 0.05...1.3, using: &random),
            bottom: top + .random(in: 0.05...1.3, using: &random))
        let preprocessing = Preprocessing(
            channels: .random(using: &random) ? .rgb : .bgr,
            mean: SIMD3(.random(in: 0...128, using: &random), 3, 50),
            scale: SIMD3(1, .random(in: -0.1...0.1, using: &random), 1 / 255),
            fit: .random(using: &random) ? .stretch : .letterbox(centred: .random(using: &random), fill: 114))
        let size = InputSize(width: .random(in: 1...97, using: &random), height: .random(in: 1...97, using: &random))
        let frame = InputSize(width: picture.width, height: picture.height)
        return (
            picture, colour, Placement(region: region, of: frame, into: size, fit: preprocessing.fit), preprocessing
        )
    }
}

@Suite struct PictureSamplerTests {
    @Test(arguments: (1...400).map { SamplingCase(seed: $0) })
    func `Sampling equals the plain reference, for any shape, layout, range and region`(drawn: SamplingCase) {
        let (picture, colour, placement, preprocessing) = drawn.draw()
        let expected = PlainSampler(picture, colour, preprocessing).sample(placement)
        let found = sample(picture.frame(colour), placement, preprocessing)
        for (index, pair) in zip(expected, found).enumerated() where abs(pair.0 - pair.1) > 0.01 {
            Issue.record("element \(index): expected \(pair.0), found \(pair.1)")
            return
        }
        #expect(expected.count == found.count)
    }

    @Test(arguments: (1000...1100).map { SamplingCase(seed: $0) })
    func `The version for this processor gives what the portable one gives`(drawn: SamplingCase) {
        let (picture, colour, placement, preprocessing) = drawn.draw()
        let fast = sample(picture.frame(colour), placement, preprocessing)
        var task = picture_task(picture.frame(colour), placement, preprocessing)
        var scratch = [Float](repeating: 0, count: picture_scratch_floats(&task))
        var portable = [Float](repeating: .nan, count: fast.count)
        picture_to_tensor_portable(&task, &scratch, &portable)
        #expect(zip(fast, portable).allSatisfy { abs($0 - $1) < 1e-3 })
    }

    @Test func `A letterboxed picture keeps its shape and has the fill right and below`() {
        let picture = TestFrame(width: 64, height: 32, layout: .gray)
        picture.draw { _, _, _ in 200 }
        let size = InputSize(width: 32, height: 32)
        let preprocessing = Preprocessing(channels: .bgr, fit: .letterbox(centred: false, fill: 114))
        let placement = Placement(
            region: .whole, of: InputSize(width: 64, height: 32), into: size, fit: preprocessing.fit)
        let tensor = sample(
            picture.frame(ColourSpace(matrix: .bt601, fullRange: true)), placement, preprocessing)
        #expect(tensor[0..<16 * 32].allSatisfy { abs($0 - 200) < 0.01 })
        #expect(tensor[16 * 32..<32 * 32].allSatisfy { $0 == 114 })
        #expect(placement.box(left: 0, top: 0, right: 32, bottom: 16) == .whole)
    }

    @Test func `Red, green and blue arrive in the order that the network wants`() {
        let picture = TestFrame(width: 8, height: 8, layout: .yuv420p)
        picture.draw { plane, _, _ in [81, 90, 240][plane] }  // red in BT.601, limited range
        for channels in Preprocessing.Channels.allCases {
            let preprocessing = Preprocessing(channels: channels, fit: .stretch)
            let tensor = sample(
                picture.frame(), Placement(area: .whole, size: InputSize(width: 2, height: 2)), preprocessing)
            let red = channels == .rgb ? tensor[0] : tensor[8]
            let blue = channels == .rgb ? tensor[8] : tensor[0]
            #expect(abs(red - 255) < 2)
            #expect(tensor[4] < 2 && blue < 2)
        }
    }

    @Test func `Twice the same frame gives twice the same tensor, whatever was sampled between`() {
        var sampler = PictureSampler()
        let (picture, colour, placement, preprocessing) = SamplingCase(seed: 7).draw()
        let (other, _, elsewhere, _) = SamplingCase(seed: 8).draw()
        let first = sample(picture.frame(colour), placement, preprocessing, with: &sampler)
        _ = sample(other.frame(colour), elsewhere, preprocessing, with: &sampler)
        #expect(sample(picture.frame(colour), placement, preprocessing, with: &sampler) == first)
    }
}

func sample(_ frame: Frame, _ placement: Placement, _ preprocessing: Preprocessing) -> [Float] {
    var sampler = PictureSampler()
    return sample(frame, placement, preprocessing, with: &sampler)
}

func sample(
    _ frame: Frame, _ placement: Placement, _ preprocessing: Preprocessing, with sampler: inout PictureSampler
) -> [Float] {
    var tensor = [Float](repeating: .nan, count: 3 * placement.size.area)
    tensor.withUnsafeMutableBufferPointer { sampler.sample(frame, placement, preprocessing, into: $0) }
    return tensor
}
