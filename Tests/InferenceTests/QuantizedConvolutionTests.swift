import Inference
import Testing

/// A convolution between dequantised operands, against the same graph without the integers.
@Suite("Quantised convolution")
struct QuantizedConvolutionTests {
    private func model(signed: Bool, quantized: Bool, shape: (channels: Int, out: Int, groups: Int)) throws -> Model {
        let (channels, out, groups) = shape, inGroup = channels / groups
        let weights = (0..<out * inGroup * 9).map { Int8(truncatingIfNeeded: ($0 &* 37) % 127 - 63) }
        return try TemporaryModel.load { graph in
            graph.input("x", [1, channels, 9, 7])
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
        [(8, 16, 1), (8, 70, 1), (8, 3, 1), (3, 20, 1), (6, 5, 1), (8, 8, 8), (8, 8, 2)])
    func agrees(signed: Bool, shape: (channels: Int, out: Int, groups: Int)) throws {
        let numbers: [Float] = (0..<shape.channels * 63).map { Float(($0 &* 97) % 200) / 50 - 2 }
        let input = Tensor(numbers, shape: [1, shape.channels, 9, 7])
        let bytes = try model(signed: signed, quantized: true, shape: shape)
        let floats = try model(signed: signed, quantized: false, shape: shape)
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

    /// Some exporters write weights as unsigned bytes around 128, or around anything: less their zero points they are signed
    /// bytes, mostly. Where one is not, the layer runs on floats.
    @Test(
        "Weights may have zero points, too",
        arguments: [("all", [128], 1), ("each", [128, 120, 140, 131, 128], 1), ("wide", [20], 2)])
    func weightZeros(form: String, zeros: [Int], spread: Int) throws {
        let out = 5, each = 8 * 3 * 3, shape = zeros.count == 1 ? [] : [zeros.count]
        let weights = (0..<out * each).map { index in
            UInt8(max(zeros[zeros.count == 1 ? 0 : index / each] + (index &* 37) % 100 * spread - 20, 0))
        }
        let numbers: [Float] = (0..<8 * 25).map { Float(($0 &* 97) % 200) / 50 - 2 }
        func result(areKnown: Bool) throws -> (numbers: [Float], kinds: [String]) {
            let model = try TemporaryModel.load { graph in
                graph.input("x", [1, 8, 5, 5])
                if !areKnown { graph.input("w", type: 2, [out, 8, 3, 3]) }
                graph.initializer("s", [], [0.02])
                graph.initializer("z", type: 2, [], bytes: [100])
                graph.initializer("ws", shape, zeros.indices.map { 0.01 + 0.001 * Float($0) })
                graph.initializer("wz", type: 2, shape, bytes: zeros.map { UInt8($0) })
                if areKnown { graph.initializer("w", type: 2, [out, 8, 3, 3], bytes: weights) }
                graph.node("QuantizeLinear", ["x", "s", "z"], ["xq"])
                graph.node("DequantizeLinear", ["xq", "s", "z"], ["xd"])
                graph.node("DequantizeLinear", ["w", "ws", "wz"], ["wd"], attributes: [("axis", [0])])
                graph.node("Conv", ["xd", "wd"], ["y"], attributes: [("kernel_shape", [3, 3])])
                graph.output("y", [1, out, 3, 3])
            }
            var inputs = ["x": Tensor(numbers, shape: [1, 8, 5, 5])]
            if !areKnown { inputs["w"] = Tensor(weights, shape: [out, 8, 3, 3]) }
            let session = Session(model)
            let found = try #require(try session.run(inputs)["y"]).elements(of: Float.self)
            return (found, try session.profile(inputs, runs: 0).map(\.detail))
        }
        let bytes = try result(areKnown: true), floats = try result(areKnown: false)
        let inBytes = Model.computesInBytes && form != "wide"
        #expect(bytes.kinds.contains { $0.hasPrefix("int8") } == inBytes)
        #expect(floats.kinds.allSatisfy { !$0.hasPrefix("int8") })
        // The input was quantised in the one and not in the other.
        let worst = zip(bytes.numbers, floats.numbers).map { abs($0 - $1) / (1 + abs($1)) }.max() ?? 1
        #expect(bytes.numbers.count == out * 9 && worst < (inBytes ? 0.1 : 1e-4))
    }

    @Test("QLinearMatMul and MatMulInteger give what their formulas say", arguments: [UInt8(2), 3])
    func products(type: UInt8) throws {
        let (rows, depth, columns) = (3, 70, 19)
        func byte(_ index: Int) -> UInt8 { UInt8(truncatingIfNeeded: index &* 73 &+ 11) }
        func number(_ byte: UInt8) -> Int { type == 3 ? Int(Int8(bitPattern: byte)) : Int(byte) }
        let a = (0..<rows * depth).map(byte), b = (0..<depth * columns).map { byte($0 + 5) }
        let model = try TemporaryModel.load { graph in
            graph.input("a", type: Int(type), [rows, depth])
            graph.input("b", type: Int(type), [depth, columns])
            graph.initializer("az", type: Int(type), [], bytes: [7])
            graph.initializer("bz", type: Int(type), [], bytes: [9])
            graph.initializer("s", [], [0.5])
            graph.initializer("ys", [], [900])
            graph.node("MatMulInteger", ["a", "b", "az", "bz"], ["sums"])
            graph.node("QLinearMatMul", ["a", "s", "az", "b", "s", "bz", "ys", "bz"], ["y"])
            graph.output("sums", type: 6, [rows, columns])
            graph.output("y", type: Int(type), [rows, columns])
        }
        func tensor(_ bytes: [UInt8], _ shape: [Int]) -> Tensor {
            type == 3 ? Tensor(bytes.map { Int8(bitPattern: $0) }, shape: shape) : Tensor(bytes, shape: shape)
        }
        let found = try Session(model).run(["a": tensor(a, [rows, depth]), "b": tensor(b, [depth, columns])])
        let sums = try #require(found["sums"]).elements(of: Int32.self)
        let result = try #require(found["y"])
        let bytes =
            type == 3 ? result.elements(of: Int8.self).map { Int($0) } : result.elements(of: UInt8.self).map { Int($0) }
        for place in 0..<rows * columns {
            let (row, column) = (place / columns, place % columns)
            let sum = (0..<depth).reduce(0) {
                $0 + (number(a[row * depth + $1]) - 7) * (number(b[$1 * columns + column]) - 9)
            }
            #expect(Int(sums[place]) == sum)
            let exact = (Double(sum) * 0.25 / 900).rounded(.toNearestOrEven) + 9
            let range = type == 3 ? -128.0...127 : 0.0...255
            #expect(abs(Double(bytes[place]) - min(max(exact, range.lowerBound), range.upperBound)) <= 1)
        }
        #expect(Set(bytes).count > 5)
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
