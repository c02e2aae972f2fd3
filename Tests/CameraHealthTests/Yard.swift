import CameraHealth
import Clocks
import Foundation
import Frames
import Seeds

/// A drawn yard before a camera, with a sensor's noise; what happens to the camera is the test's.
struct Yard {
    static let (width, height) = (384, 216)

    /// The yard is larger than the picture, so that the camera can turn.
    static let margin = 48
    private static let (fullWidth, fullHeight) = (width + 2 * margin, height + 2 * margin)

    private let full: [Float]
    private var random: SplitMix64
    var noise: Float = 1.5

    init(seed: UInt64 = 1) {
        random = SplitMix64(seed: seed)
        var full = [Float](repeating: 0, count: Self.fullWidth * Self.fullHeight)
        for index in full.indices {
            let (x, y) = (Float(index % Self.fullWidth), Float(index / Self.fullWidth))
            full[index] = 110 + 25 * sin(x / 60) + 20 * cos(y / 45)
        }
        for _ in 0..<160 {
            let (left, top) = (Int.random(in: 0..<470, using: &random), Int.random(in: 0..<300, using: &random))
            let (right, bottom) = (
                left + Int.random(in: 8...50, using: &random), top + Int.random(in: 8...50, using: &random)
            )
            let grey = Float.random(in: 30...220, using: &random)
            for y in top..<min(bottom, Self.fullHeight) {
                for x in left..<min(right, Self.fullWidth) { full[y * Self.fullWidth + x] = grey }
            }
        }
        self.full = full
    }

    /// What the camera sees without noise when it looks so many pixels to the right and down.
    func view(turned: (x: Int, y: Int) = (0, 0)) -> [Float] {
        var view: [Float] = []
        view.reserveCapacity(Self.width * Self.height)
        for y in 0..<Self.height {
            let start = (y + Self.margin + turned.y) * Self.fullWidth + Self.margin + turned.x
            view += full[start..<start + Self.width]
        }
        return view
    }

    /// With a sensor's noise, and in grey levels of the limited range.
    mutating func exposed(_ light: [Float]) -> [UInt8] {
        light.map { level in
            let noisy = level + noise * Float(random.shakes)
            return UInt8(min(max(16 + noisy * 219 / 255, 0), 255))
        }
    }
}

extension SplitMix64 {
    /// Nearly normal: mean 0, deviation 1.
    fileprivate mutating func shake(_ bits: UInt64) -> Double {
        var (rest, sum) = (bits, 0)
        for _ in 0..<8 {
            sum += Int(rest & 255)
            rest >>= 8
        }
        return (Double(sum) - 1020) / 209
    }

    fileprivate var shakes: Double {
        mutating get { shake(next()) }
    }
}

/// A camera before the yard: frames go to a monitor, and what it tells is kept.
final class Camera {
    var yard = Yard()
    private(set) var monitor: HealthMonitor
    private(set) var told: [(second: Double, fact: TroubleFact)] = []

    /// Of the frames.
    var secondsApart = 1.0
    var packetsPerSecond = 10.0
    var framesPerKeyframe = 2
    var isMoving = true
    var clockOffset: Double?
    private(set) var seconds = 0.0
    private var frames = 0
    private var packets = 0.0
    private var connected = 0.0

    init(_ options: HealthOptions = HealthOptions()) {
        monitor = HealthMonitor(options: options)
    }

    /// Shows the yard; `change` draws on what the lens sees and is told the seconds since this call began.
    @discardableResult
    func show(
        _ duration: Double, turned: (x: Int, y: Int) = (0, 0), _ change: (Double, inout [Float]) -> Void = { _, _ in }
    )
        -> Self
    {
        let view = yard.view(turned: turned)
        let begin = seconds
        while seconds - begin < duration - 1e-6 {
            var light = view
            change(seconds - begin, &light)
            show(pixels: yard.exposed(light))
        }
        return self
    }

    /// Shows one picture as it is.
    func show(pixels: [UInt8]) {
        let frame = picture(pixels)
        let facts = monitor.examine(frame, isMoving: isMoving, packets: Int(packets))
        told += facts.map { (seconds, $0) }
        seconds += secondsApart
        packets += secondsApart * packetsPerSecond
        frames += 1
    }

    func reconnect() {
        monitor.reconnect()
        (connected, frames) = (seconds, 0)
    }

    func stop() {
        told += monitor.finish().map { (seconds, $0) }
    }

    private func picture(_ pixels: [UInt8]) -> Frame {
        let memory = Memory(pixels)
        return Frame(
            luma: Plane(base: memory.bytes, width: Yard.width, height: Yard.height, stride: Yard.width), chroma: nil,
            colour: ColourSpace(matrix: .bt709, fullRange: false), number: frames + 1, seconds: seconds - connected,
            captured: CaptureTime(microseconds: 0), arrived: .now, group: frames / framesPerKeyframe + 1,
            clockOffset: clockOffset, owner: memory)
    }

    /// `covered 12` where it was told at second 12, `covered over 30` where its end was.
    var story: [String] {
        told.map { second, fact in
            let ending = fact.ending.map { $0 == .recovered ? "over " : "\($0) " } ?? ""
            return "\(fact.trouble) \(ending)\(Int(second))"
        }
    }
}

/// Plane memory that lives as long as its frame; written before the frame is made, never after.
private final class Memory: @unchecked Sendable {
    let bytes: UnsafeMutablePointer<UInt8>

    init(_ pixels: [UInt8]) {
        bytes = .allocate(capacity: pixels.count)
        bytes.initialize(from: pixels, count: pixels.count)
    }

    deinit { bytes.deallocate() }
}

extension [Float] {
    /// The picture under another light: each level times `gain`, plus `lift`.
    mutating func relight(gain: Float, lift: Float = 0) {
        for index in indices { self[index] = self[index] * gain + lift }
    }

    /// A lens out of focus: a mean over a square, twice.
    mutating func blur(_ radius: Int) {
        for _ in 0..<2 {
            let before = self
            for y in 0..<Yard.height {
                for x in 0..<Yard.width {
                    var (sum, count): (Float, Float) = (0, 0)
                    for row in Swift.max(0, y - radius)...Swift.min(Yard.height - 1, y + radius) {
                        for column in Swift.max(0, x - radius)...Swift.min(Yard.width - 1, x + radius) {
                            sum += before[row * Yard.width + column]
                            count += 1
                        }
                    }
                    self[y * Yard.width + x] = sum / count
                }
            }
        }
    }

    /// Something before the lens, from the left, over a share of the picture.
    mutating func cover(_ share: Double, grey: Float) {
        for y in 0..<Yard.height {
            for x in 0..<Int(share * Double(Yard.width)) {
                self[y * Yard.width + x] = grey + Float(x) * 0.05 + Float(y) * 0.04
            }
        }
    }
}
