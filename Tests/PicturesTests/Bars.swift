import Clocks
import Frames

/// A frame of upright bars, each of one colour, as a camera would send them.
final class Bars: Sendable {
    enum Layout: String, CaseIterable { case yuv420p, yuv422p, yuv440p, yuv444p, grey }

    static let colours: [(red: Double, green: Double, blue: Double)] = [
        (255, 255, 255), (200, 30, 30), (30, 180, 60), (40, 60, 210), (128, 128, 128), (10, 10, 10),
    ]
    static let barWidth = 20

    let width: Int
    let height: Int
    nonisolated(unsafe) private let samples: UnsafeMutablePointer<UInt8>
    private let stride: Int

    init(height: Int = 61) {
        width = Self.barWidth * Self.colours.count - 1
        self.height = height
        stride = width + 13
        samples = .allocate(capacity: 3 * stride * height)
        samples.initialize(repeating: 77, count: 3 * stride * height)
    }

    deinit { samples.deallocate() }

    func frame(_ colour: ColourSpace, _ layout: Layout = .yuv420p) -> Frame {
        let across = layout == .yuv444p || layout == .yuv440p ? 1 : 2
        let down = layout == .yuv420p || layout == .yuv440p ? 2 : 1
        fill(0, across: 1, down: 1) { colour.samples($0).y }
        fill(1, across: across, down: down) { colour.samples($0).u }
        fill(2, across: across, down: down) { colour.samples($0).v }
        let chroma = (plane(1, across, down), plane(2, across, down))
        return Frame(
            luma: plane(0, 1, 1), chroma: layout == .grey ? nil : chroma, colour: colour, number: 1, seconds: 0,
            captured: CaptureTime(microseconds: 0), arrived: .now, owner: self)
    }

    private func plane(_ index: Int, _ across: Int, _ down: Int) -> Plane {
        Plane(
            base: UnsafePointer(samples + index * stride * height), width: (width + across - 1) / across,
            height: (height + down - 1) / down, stride: stride)
    }

    private func fill(
        _ index: Int, across: Int, down: Int, _ value: ((red: Double, green: Double, blue: Double)) -> Double
    ) {
        for y in 0..<(height + down - 1) / down {
            for x in 0..<(width + across - 1) / across {
                let colour = Self.colours[min(x * across / Self.barWidth, Self.colours.count - 1)]
                samples[(index * height + y) * stride + x] = UInt8(value(colour).rounded())
            }
        }
    }
}

extension ColourSpace {
    /// ITU-T H.273, equations 38 to 60.
    func samples(_ colour: (red: Double, green: Double, blue: Double)) -> (y: Double, u: Double, v: Double) {
        let (kr, kb) =
            switch matrix {
            case .bt601: (0.299, 0.114)
            case .bt709: (0.2126, 0.0722)
            case .bt2020: (0.2627, 0.0593)
            }
        let luma = kr * colour.red + (1 - kr - kb) * colour.green + kb * colour.blue
        let (u, v) = ((colour.blue - luma) / (2 - 2 * kb), (colour.red - luma) / (2 - 2 * kr))
        return fullRange
            ? (luma, 128 + u, 128 + v) : (16 + luma * 219 / 255, 128 + u * 224 / 255, 128 + v * 224 / 255)
    }
}
