import Inference
import Testing

/// A convolution between dequantised operands, against the same graph without the integers.
@Suite("Quantised convolution")
struct QuantizedConvolutionTests {
    private func model(signed: Bool, quantized: Bool, out: Int, groups: Int) throws -> Model {
        let inGroup = 8 / groups
        let weights = (0..<out * inGroup * 9).map { Int8(truncatingIfNeeded: ($0 &* 37) % 127 - 63) }
        return try TemporaryModel.load { graph in
            graph.input("x", [1, 8, 9, 7])
            graph.initializer("s", [], [0.02])
            graph.initializer("z", type: signed ? 3 : 2, [], bytes: [signed ? UInt8(bitPattern: -5) : 120])
            graph.initializer("ws", [out], (0..<out).map { 0.01 + 0.001 * Float($0 % 5) })
            graph.initializer("w", type: 3, [out, inGroup, 3, 3], bytes: weights.map { UInt8(bitPattern: $0) })
            graph.initializer("b", [out], (0..<out).map { Float($0) / 8 - 1 })
            graph.node("QuantizeLinear", ["x", "s", "z"], ["xq"])
            graph.node("DequantizeLinear", ["xq", "s", "z"], ["xd"])
            graph.node("DequantizeLinear", ["w", "ws"], ["wd"], attributes: [("axis", [0])])
            // An operand that is read elsewhere too is the same, but no pair of quantisers any more.
            let source = quantized ? "xd" : "plain"
            if !quantized { graph.node("DequantizeLinear", ["xq2", "s", "z"], ["plain"]) }
            if !quantized { graph.node("Identity", ["xq"], ["xq2"]) }
            graph.node(
                "Conv", [source, "wd", "b"], ["c"],
                attributes: [
                    ("kernel_shape", [3, 3]), ("pads", [1, 1, 1, 1]), ("strides", [2, 1]), ("group", [groups]),
                ])
            graph.node("Relu", ["c"], ["y"])
            graph.output("y", [1, out, 5, 7])
        }
    }

    @Test(
        "gives what its dequantised operands give, whatever the zero point", arguments: [true, false],
        [(16, 1), (70, 1), (3, 1), (8, 8), (8, 2)])
    func agrees(signed: Bool, shape: (out: Int, groups: Int)) throws {
        let numbers: [Float] = (0..<8 * 63).map { Float(($0 &* 97) % 200) / 50 - 2 }
        let input = Tensor(numbers, shape: [1, 8, 9, 7])
        let bytes = try model(signed: signed, quantized: true, out: shape.out, groups: shape.groups)
        let floats = try model(signed: signed, quantized: false, out: shape.out, groups: shape.groups)
        let found = try #require(try Session(bytes).run(["x": input])["y"]).elements(of: Float.self)
        let expected = try #require(try Session(floats).run(["x": input])["y"]).elements(of: Float.self)
        #expect(found.count == expected.count)
        #expect(expected.contains { $0 > 0 })
        // Layers in groups run on floats that were never quantised.
        let tolerance: Float = shape.groups == 1 ? 2e-4 : 0.1
        let worst = zip(found, expected).map { abs($0 - $1) / (1 + abs($1)) }.max() ?? 0
        #expect(worst < tolerance)
    }

    /// Quantisers leave a Relu out where bytes begin at zero: their saturation does its work, also where all else of the
    /// pair is taken away.
    @Test("a pair of quantisers that begins at zero still clamps", arguments: [UInt8(0), 100])
    func saturates(zero: UInt8) throws {
        let model = try TemporaryModel.load { graph in
            graph.input("x", [4])
            graph.initializer("s", [], [0.5])
            graph.initializer("z", type: 2, [], bytes: [zero])
            graph.node("QuantizeLinear", ["x", "s", "z"], ["q"])
            graph.node("DequantizeLinear", ["q", "s", "z"], ["d"])
            graph.node("Neg", ["d"], ["y"])
            graph.output("y", [4])
        }
        let result = try Session(model).run(["x": Tensor([Float(-3), 2, 1000, 0.5], shape: [4])])
        let found = try #require(result["y"]).elements(of: Float.self)
        // In between the numbers are as exact as floats, so a pair with both signs changes nothing.
        #expect(found == (zero == 0 ? [0, -2, -127.5, -0.5] : [3, -2, -1000, -0.5]))
    }

    /// The standard's formula: round((sum of (x - zx)(w - zw) + bias) * sx * sw / sy) + zy, saturated.
    @Test("QLinearConv gives what its formula says", arguments: [4, 3], [false, true])
    func operatorForm(channels: Int, hasBias: Bool) throws {
        let out = 5, size = 6
        let x = (0..<channels * size * size).map { UInt8(truncatingIfNeeded: $0 &* 73 &+ 11) }
        let w = (0..<out * channels).map { Int8(truncatingIfNeeded: $0 &* 29 % 120 - 60) }
        let scales = (0..<out).map { 0.004 + 0.001 * Float($0) }
        let sums = (0..<out).map { Int32($0 * 300 - 500) }
        let model = try TemporaryModel.load { graph in
            graph.input("f", [1, channels, size, size])
            graph.initializer("sx", [], [0.5])
            graph.initializer("zx", type: 2, [], bytes: [100])
            graph.initializer("w", type: 3, [out, channels, 1, 1], bytes: w.map { UInt8(bitPattern: $0) })
            graph.initializer("sw", [out], scales)
            graph.initializer("zw", type: 3, [out], bytes: [UInt8](repeating: 0, count: out))
            graph.initializer("sy", [], [0.9])
            graph.initializer("zy", type: 2, [], bytes: [90])
            let bytes = sums.flatMap { sum in withUnsafeBytes(of: sum.littleEndian) { Array($0) } }
            graph.initializer("b", type: 6, [out], bytes: bytes)
            graph.node("QuantizeLinear", ["f", "sx", "zx"], ["x"])
            graph.node(
                "QLinearConv", ["x", "sx", "zx", "w", "sw", "zw", "sy", "zy"] + (hasBias ? ["b"] : []), ["q"])
            graph.node("Cast", ["q"], ["y"], attributes: [("to", [6])])
            graph.output("y", [1, out, size, size])
        }
        let floats = x.map { (Float($0) - 100) * 0.5 }
        let result = try Session(model).run(["f": Tensor(floats, shape: [1, channels, size, size])])
        let found = try #require(result["y"]).elements(of: Int32.self)
        for channel in 0..<out {
            for pixel in 0..<size * size {
                var sum = hasBias ? Int(sums[channel]) : 0
                for source in 0..<channels {
                    sum += (Int(x[source * size * size + pixel]) - 100) * Int(w[channel * channels + source])
                }
                let exact = Double(sum) * 0.5 * Double(scales[channel]) / 0.9
                let expected = min(max(exact.rounded(.toNearestOrEven) + 90, 0), 255)
                // A sum that lies between two bytes may come out as either.
                #expect(abs(Double(found[channel * size * size + pixel]) - expected) <= 1)
            }
        }
    }
}
