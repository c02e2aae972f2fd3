import Inference
import Testing

/// Quantisers put a pair behind each node. One that begins at zero is a clamp, unless what it follows is never negative:
/// left between a convolution and its activation it would hide the one from the other.
@Suite("Pairs of quantisers around activations")
struct QuantizerPairTests {
    /// What lies between two convolutions; `pair` gives the name behind a pair of quantisers, whose bytes begin at zero or
    /// not. `input` is what the first convolution reads.
    private typealias Middle = @Sendable (inout ModelBytes, _ input: String, _ operand: String, _ pair: Pair) -> String
    private typealias Pair = (inout ModelBytes, _ name: String, _ zero: String) -> String

    private static let middles: [String: Middle] = [
        "SiLU": { graph, _, operand, pair in silu(&graph, operand, pair) },
        "SiLU, added": { graph, input, operand, pair in
            graph.node("Add", [silu(&graph, operand, pair), input], ["sum"])
            return pair(&graph, "sum", "some")
        },
        "SiLU, joined": { graph, _, operand, pair in
            graph.node("Concat", [silu(&graph, operand, pair)], ["joined"], attributes: [("axis", [2])])
            return pair(&graph, "joined", "some")
        },
        "Relu": { graph, _, operand, pair in
            graph.node("Relu", [operand], ["positive"])
            return pair(&graph, "positive", "none")
        },
        "Relu, pooled": { graph, _, operand, pair in
            graph.node("Relu", [operand], ["positive"])
            let positive = pair(&graph, "positive", "none")
            graph.node("MaxPool", [positive], ["pooled"], attributes: [("kernel_shape", [1, 1])])
            let pooled = pair(&graph, "pooled", "none")
            graph.node("Concat", [pooled, positive], ["joined"], attributes: [("axis", [3])])
            return pair(&graph, "joined", "none")
        },
    ]

    private static func silu(_ graph: inout ModelBytes, _ operand: String, _ pair: Pair) -> String {
        graph.node("Sigmoid", [operand], ["gate"])
        let gate = pair(&graph, "gate", "none")
        graph.node("Mul", [operand, gate], ["product"])
        return pair(&graph, "product", "some")
    }

    private func model(_ middle: Middle, hasPairs: Bool) throws -> Model {
        try TemporaryModel.load { graph in
            let pair: Pair = { graph, name, zero in
                guard hasPairs else { return name }
                graph.node("QuantizeLinear", [name, "scale", zero], [name + " bytes"])
                graph.node("DequantizeLinear", [name + " bytes", "scale", zero], [name + " again"])
                return name + " again"
            }
            graph.input("x", [1, 8, 6, 6])
            graph.initializer("scale", [], [0.02])
            graph.initializer("some", type: 2, [], bytes: [120])
            graph.initializer("none", type: 2, [], bytes: [0])
            let weights = (0..<8 * 8).map { ($0 &* 37) % 120 - 60 }
            graph.initializer("weights", type: 3, [8, 8, 1, 1], bytes: weights.map { UInt8(truncatingIfNeeded: $0) })
            graph.node("DequantizeLinear", ["weights", "scale"], ["w"])
            let input = pair(&graph, "x", "some")
            graph.node("Conv", [input, "w"], ["first"], attributes: [("kernel_shape", [1, 1])])
            let last = middle(&graph, input, pair(&graph, "first", "some"), pair)
            graph.node("Conv", [last, "w"], ["y"], attributes: [("kernel_shape", [1, 1])])
            graph.output("y", type: 1, [])
        }
    }

    private func run(_ model: Model) throws -> (steps: [Session.StepTime], result: [Float]) {
        let numbers: [Float] = (0..<8 * 36).map { Float(($0 &* 97) % 200) / 100 - 1 }
        let inputs = ["x": Tensor(numbers, shape: [1, 8, 6, 6])], session = Session(model)
        return (
            try session.profile(inputs, runs: 0), try #require(try session.run(inputs)["y"]).elements(of: Float.self)
        )
    }

    @Test("The convolution applies the activation that follows its pair", arguments: middles.keys.sorted())
    func fuses(name: String) throws {
        let middle = try #require(Self.middles[name])
        let (steps, found) = try run(model(middle, hasPairs: true))
        let activation = name.prefix { $0 != "," }
        #expect(steps.contains { $0.kind == "Conv" && $0.detail.hasSuffix(" \(activation)") })
        #expect(steps.allSatisfy { !["Clip", "Sigmoid", "Mul", "Relu", "Add"].contains($0.kind) })
        // Bytes are what the first convolution stores, unless a pool reads floats.
        let quantizers = !Model.computesInBytes ? 0 : name == "Relu, pooled" ? 3 : 1
        #expect(steps.count { $0.kind == "QuantizeLinear" } == quantizers)
        let expected = try run(model(middle, hasPairs: false)).result
        let scale = expected.map(abs).max() ?? 0
        #expect(scale > 0.1 && found.count == expected.count)
        #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 0.05 * scale })
    }
}
