/// What a network wants of a picture: its channels, their numbers and how the picture fits the input.
///
/// A tensor's element is `(value - mean) * scale`, the value being 0 to 255.
package struct Preprocessing: Hashable, Sendable {
    package enum Channels: String, Hashable, Sendable, CaseIterable { case rgb, bgr }

    /// How a picture of another shape than the input's is laid into it.
    package enum Fit: Hashable, Sendable {
        /// Each axis is scaled by itself.
        case stretch

        /// Both axes are scaled alike; what stays free, right and below or on both sides, has the value `fill`.
        case letterbox(centred: Bool, fill: Float)
    }

    package var channels: Channels

    /// One a channel, in the order of the tensor.
    package var mean: SIMD3<Float>
    package var scale: SIMD3<Float>
    package var fit: Fit

    package init(
        channels: Channels, mean: SIMD3<Float> = .zero, scale: SIMD3<Float> = SIMD3(repeating: 1), fit: Fit
    ) {
        self.channels = channels
        self.mean = mean
        self.scale = scale
        self.fit = fit
    }

    /// Values from 0 to 1, which most PyTorch projects train with.
    package static let unitScale = SIMD3<Float>(repeating: 1 / 255)

    /// ImageNet's mean and deviation, for values from 0 to 255 in the order red, green, blue.
    package static let imageNetMean = SIMD3<Float>(123.675, 116.28, 103.53)
    package static let imageNetScale = SIMD3<Float>(1 / 58.395, 1 / 57.12, 1 / 57.375)
}

/// The sides of a network's input, in samples.
package struct InputSize: Hashable, Sendable {
    package var width: Int
    package var height: Int

    package init(width: Int, height: Int) {
        self.width = width
        self.height = height
    }

    package var aspect: Double { Double(width) / Double(height) }
    package var area: Int { width * height }
}

extension InputSize: CustomStringConvertible {
    package var description: String { "\(width)×\(height)" }
}
