import Inference
import Testing

/// Convolutions through the whole engine, against plain loops written here.
@Suite("Convolution")
struct ConvolutionTests {
    struct Shape: Sendable, CustomStringConvertible {
        var input: [Int]
        var out: Int
        var kernel = [1, 1]
        var strides = [1, 1]
        var dilations = [1, 1]
        var pads = [0, 0, 0, 0]
        var groups = 1

        var description: String {
            "\(input) -> \(out), kernel \(kernel), strides \(strides), dilations \(dilations), pads \(pads), \(groups) groups"
        }
    }

    static let shapes: [Shape] = [
        Shape(input: [1, 1, 1, 1], out: 1),
        Shape(input: [2, 7, 5, 9], out: 13),
        Shape(input: [1, 64, 11, 11], out: 80),
        Shape(input: [1, 24, 9, 10], out: 24),
        Shape(input: [1, 3, 17, 19], out: 24, kernel: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1]),
        Shape(input: [1, 33, 8, 8], out: 65, kernel: [3, 3], strides: [2, 1], pads: [0, 1, 2, 1]),
        Shape(input: [2, 16, 13, 10], out: 17, kernel: [3, 3], pads: [1, 1, 1, 1]),
        Shape(input: [1, 40, 5, 3], out: 48, kernel: [3, 3]),
        Shape(input: [1, 20, 22, 22], out: 16, kernel: [3, 3], pads: [2, 0, 1, 2]),
        Shape(input: [1, 16, 30, 20], out: 16, kernel: [3, 3], dilations: [5, 3], pads: [5, 3, 5, 3]),
        Shape(input: [1, 24, 22, 22], out: 24, kernel: [3, 3], pads: [1, 1, 1, 1], groups: 24),
        Shape(input: [1, 19, 23, 21], out: 19, kernel: [5, 5], strides: [2, 2], pads: [2, 2, 2, 2], groups: 19),
        Shape(input: [2, 48, 9, 9], out: 48, kernel: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1], groups: 48),
        Shape(input: [1, 32, 40, 37], out: 32, kernel: [5, 5], pads: [2, 2, 2, 2], groups: 32),
        Shape(input: [1, 8, 6, 6], out: 12, kernel: [3, 3], pads: [1, 1, 1, 1], groups: 4),
        Shape(input: [1, 6, 4, 4], out: 12, kernel: [3, 3], pads: [1, 1, 1, 1], groups: 6),
        Shape(input: [1, 2, 3, 3], out: 2, kernel: [7, 7], pads: [3, 3, 3, 3]),
        Shape(input: [1, 2, 2, 2], out: 3, kernel: [3, 3], dilations: [4, 4], pads: [4, 4, 4, 4]),
    ]

    @Test("agrees with plain loops, with and without a fused addition and activation", arguments: shapes)
    func agrees(shape: Shape) throws {
        let weightShape = [shape.out, shape.input[1] / shape.groups] + shape.kernel
        let weights = numbers(weightShape.reduce(1, *), seed: 1), bias = numbers(shape.out, seed: 2)
        let input = numbers(shape.input.reduce(1, *), seed: 3)
        let (expected, result) = plain(shape, input, weights, bias)
        let addend = numbers(expected.count, seed: 4)
        let model = try TemporaryModel.load { graph in
            graph.input("x", shape.input)
            graph.input("z", result)
            graph.initializer("w", weightShape, weights)
            graph.initializer("b", [shape.out], bias)
            let attributes = [
                ("kernel_shape", shape.kernel), ("strides", shape.strides), ("dilations", shape.dilations),
                ("pads", shape.pads), ("group", [shape.groups]),
            ]
            graph.node("Conv", ["x", "w", "b"], ["plain"], attributes: attributes)
            graph.node("Conv", ["x", "w", "b"], ["c"], attributes: attributes)
            graph.node("Add", ["c", "z"], ["s"])
            graph.node("Relu", ["s"], ["before"])
            graph.node("Conv", ["x", "w", "b"], ["d"], attributes: attributes)
            graph.node("Sigmoid", ["d"], ["g"])
            graph.node("Mul", ["d", "g"], ["silu"])
            graph.node("Add", ["silu", "z"], ["after"])
            for name in ["plain", "before", "after"] { graph.output(name, result) }
        }
        let inputs = ["x": Tensor(input, shape: shape.input), "z": Tensor(addend, shape: result)]
        let results = try Session(model).run(inputs)
        try compare(results["plain"], expected)
        try compare(results["before"], zip(expected, addend).map { max($0 + $1, 0) })
        try compare(results["after"], zip(expected, addend).map { $0 * sigmoid($0) + $1 })
    }

    /// Broadcasting aligns shapes at their ends: three dimensions are a number a channel only for pictures.
    @Test("a product that is not one number a channel is not folded into the weights")
    func foldsOnlyChannels() throws {
        let model = try TemporaryModel.load { graph in
            graph.input("x", [2, 1, 3])
            graph.initializer("w", [2, 1, 1], [1, 10])
            graph.initializer("batch", [2, 1, 1], [2, 3])
            graph.initializer("channel", [2, 1], [5, 7])
            graph.node("Conv", ["x", "w"], ["c"])
            graph.node("Mul", ["c", "batch"], ["y"])
            graph.node("Conv", ["x", "w"], ["d"])
            graph.node("Mul", ["d", "channel"], ["z"])
            graph.output("y", [2, 2, 3])
            graph.output("z", [2, 2, 3])
        }
        let results = try Session(model).run(["x": Tensor([Float](repeating: 1, count: 6), shape: [2, 1, 3])])
        #expect(results["y"]?.elements(of: Float.self) == [2, 2, 2, 20, 20, 20, 3, 3, 3, 30, 30, 30])
        #expect(results["z"]?.elements(of: Float.self) == [5, 5, 5, 70, 70, 70, 5, 5, 5, 70, 70, 70])
    }

    private func compare(_ tensor: Tensor?, _ expected: [Float]) throws {
        let found = try #require(tensor).elements(of: Float.self)
        try #require(found.count == expected.count)
        let worst = zip(found, expected).map { abs($0 - $1) / (1 + abs($1)) }.max() ?? 0
        #expect(worst < 1e-4)
    }

    private func numbers(_ count: Int, seed: Int) -> [Float] {
        (0..<count).map {
            Float(UInt32(truncatingIfNeeded: ($0 &+ seed &* 977) &* 2_654_435_761) >> 8) / Float(1 << 23) - 1
        }
    }

    /// 1 / (1 + e^-x), by a series of its own.
    private func sigmoid(_ x: Float) -> Float {
        var term = 1.0, sum = 1.0
        for index in 1..<40 {
            term *= Double(-x) / 64 / Double(index)
            sum += term
        }
        return Float(1 / (1 + (0..<6).reduce(sum) { value, _ in value * value }))
    }

    private func plain(_ s: Shape, _ x: [Float], _ w: [Float], _ bias: [Float]) -> ([Float], [Int]) {
        let (batches, channels, height, width) = (s.input[0], s.input[1], s.input[2], s.input[3])
        let rows = (height + s.pads[0] + s.pads[2] - (s.kernel[0] - 1) * s.dilations[0] - 1) / s.strides[0] + 1
        let columns = (width + s.pads[1] + s.pads[3] - (s.kernel[1] - 1) * s.dilations[1] - 1) / s.strides[1] + 1
        let inGroup = channels / s.groups, outGroup = s.out / s.groups
        var result: [Float] = []
        for batch in 0..<batches {
            for channel in 0..<s.out {
                for y in 0..<rows {
                    for column in 0..<columns {
                        var sum = Double(bias[channel])
                        for k in 0..<inGroup {
                            for ky in 0..<s.kernel[0] {
                                for kx in 0..<s.kernel[1] {
                                    let top = y * s.strides[0] - s.pads[0] + ky * s.dilations[0]
                                    let left = column * s.strides[1] - s.pads[1] + kx * s.dilations[1]
                                    guard top >= 0, top < height, left >= 0, left < width else { continue }
                                    let source = (batch * channels + channel / outGroup * inGroup + k) * height + top
                                    let weight = ((channel * inGroup + k) * s.kernel[0] + ky) * s.kernel[1] + kx
                                    sum += Double(x[source * width + left]) * Double(w[weight])
                                }
                            }
                        }
                        result.append(Float(sum))
                    }
                }
            }
        }
        return (result, [batches, s.out, rows, columns])
    }
}
