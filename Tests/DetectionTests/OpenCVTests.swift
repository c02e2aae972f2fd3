import Detection
import Foundation
import Frames
import Geometry
import TestSupport
import Testing

/// The picture's way into the network beside OpenCV's, which most models were trained with
/// (`scripts/reference_pictures.py`).
@Suite struct OpenCVTests {
    struct Reference: Decodable, Sendable, CustomTestStringConvertible {
        let width: Int
        let height: Int
        let toWidth: Int
        let toHeight: Int

        /// Blue, green and red of every fifth sample of every fifth row.
        let samples: [Float]

        var testDescription: String { "\(width)×\(height) to \(toWidth)×\(toHeight)" }
    }

    static let references: [Reference] = {
        let path = Material.packageRoot + "/Tests/Reference/opencv-pictures.json"
        let data = FileManager.default.contents(atPath: path) ?? Data()
        return (try? JSONDecoder().decode([Reference].self, from: data)) ?? []
    }()

    @Test func `There are references`() {
        #expect(Self.references.count == 6)
    }

    @Test(arguments: references)
    func `A picture arrives as OpenCV would make it, but for rounding and chroma's finer siting`(
        reference: Reference
    ) {
        let picture = TestFrame(width: reference.width, height: reference.height, layout: .yuv420p)
        picture.draw { plane, x, y in
            let (base, swing, across, down) = [(128.0, 70.0, 9.0, 7.0), (128, 40, 8, 11), (128, 40, 12, 6)][plane]
            return UInt8((base + swing * sin(Double(x) / across) * cos(Double(y) / down)).rounded())
        }
        let size = InputSize(width: reference.toWidth, height: reference.toHeight)
        let tensor = sample(
            picture.frame(), Placement(area: .whole, size: size), Preprocessing(channels: .bgr, fit: .stretch))
        var differences: [Float] = []
        for y in stride(from: 0, to: size.height, by: 5) {
            for x in stride(from: 0, to: size.width, by: 5) {
                for channel in 0..<3 {
                    let expected = reference.samples[differences.count]
                    differences.append(abs(tensor[channel * size.area + y * size.width + x] - expected))
                }
            }
        }
        #expect(differences.count == reference.samples.count)
        #expect(differences.reduce(0, +) / Float(differences.count) < 2)
        #expect(differences.max() ?? .infinity < 12)
    }
}
