import Frames
import Inference

/// Makes a model's inputs from a frame. Their memory is used again, one set a size; a camera needs two, for the whole
/// frame and for regions.
struct InputTensors {
    private static let kept = 4

    private let input: PictureInput
    private var sampler = PictureSampler()
    private var inUse: [InputSize: [String: Tensor]] = [:]
    private var planar: [Float] = []

    init(_ input: PictureInput) { self.input = input }

    mutating func sample(
        _ frame: Frame, _ placement: Placement, _ preprocessing: Preprocessing
    ) -> [String: Tensor] {
        var tensors = inUse.removeValue(forKey: placement.size) ?? Self.blank(input, placement.size)
        if inUse.count >= Self.kept { inUse.removeAll() }
        fill(&tensors[input.name], frame, placement, preprocessing)
        inUse[placement.size] = tensors
        return tensors
    }

    /// All inputs, the picture black.
    static func blank(_ input: PictureInput, _ size: InputSize) -> [String: Tensor] {
        var tensors = input.otherTensors(size)
        tensors[input.name] = Tensor(
            type: input.isBytes ? .uint8 : .float32,
            shape: input.isInterleaved ? [1, size.height, size.width, 3] : [1, 3, size.height, size.width])
        return tensors
    }

    private mutating func fill(
        _ tensor: inout Tensor?, _ frame: Frame, _ placement: Placement, _ preprocessing: Preprocessing
    ) {
        guard input.isBytes || input.isInterleaved else {
            tensor?.withMutableFloats { sampler.sample(frame, placement, preprocessing, into: $0) }
            return
        }
        let area = placement.size.area
        if planar.count != 3 * area { planar = [Float](repeating: 0, count: 3 * area) }
        planar.withUnsafeMutableBufferPointer { sampler.sample(frame, placement, preprocessing, into: $0) }
        let (perSample, perChannel) = input.isInterleaved ? (3, 1) : (1, area)
        if input.isBytes {
            tensor?.withMutableElements(of: UInt8.self) { bytes in
                for channel in 0..<3 {
                    for index in 0..<area {
                        let value = min(255, max(0, planar[channel * area + index].rounded()))
                        bytes[index * perSample + channel * perChannel] = UInt8(value)
                    }
                }
            }
        } else {
            tensor?.withMutableFloats { floats in
                for channel in 0..<3 {
                    for index in 0..<area {
                        floats[index * perSample + channel * perChannel] = planar[channel * area + index]
                    }
                }
            }
        }
    }
}
