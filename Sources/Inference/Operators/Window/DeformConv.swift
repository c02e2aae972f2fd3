/// `DeformConv`: a convolution whose kernel positions are moved, and weighed, by other operands
/// (Zhu et al., "Deformable ConvNets v2", arXiv:1811.11168).
struct DeformConv: Operator {
    private let window: Window
    private let groups: Int
    private let offsetGroups: Int

    init(_ attributes: Attributes) throws(OperatorError) {
        window = try Window(attributes, kernel: nil)
        groups = attributes.integer("group", default: 1)
        offsetGroups = attributes.integer("offset_group", default: 1)
        guard groups > 0, groups < Model.Limits.elements, offsetGroups > 0, offsetGroups < Model.Limits.elements else {
            throw OperatorError("group is \(groups), offset_group \(offsetGroups)")
        }
    }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let input = try operands.required(0), weights = try operands.required(1), moves = try operands.required(2)
        guard input.type == .float32, input.rank == 4, weights.type == .float32, weights.rank == 4,
            !weights.shape.contains(0), input.shape[1] == weights.shape[1] * groups, weights.shape[0] % groups == 0,
            input.shape[1] % offsetGroups == 0
        else { throw OperatorError("weights of \(weights.shape) for an operand of \(input.shape)") }
        let (window, extents) = try window.checked(rank: 2, kernel: Array(weights.shape[2...]))
            .resolved(Array(input.shape[2...]))
        let taps = window.kernel.product
        func fits(_ operand: Operand?, _ shape: [Int]) -> Bool {
            operand.map { $0.tensorType == TensorType(type: .float32, shape: shape) } ?? true
        }
        guard fits(moves, [input.shape[0], 2 * offsetGroups * taps] + extents),
            fits(operands.optional(3), [weights.shape[0]]),
            fits(operands.optional(4), [input.shape[0], offsetGroups * taps] + extents)
        else { throw OperatorError("offsets of \(moves.shape), a bias or a mask that do not fit") }
        let result = TensorType(type: .float32, shape: [input.shape[0], weights.shape[0]] + extents)
        let run = DeformRun(
            window: window, input: input.shape, weights: weights.shape, result: result.shape, groups: groups,
            offsetGroups: offsetGroups, hasBias: operands.optional(3) != nil, hasMask: operands.optional(4) != nil,
            output: operands.count)
        var kernel = Kernel(results: [result]) { _, _ in run.run }
        kernel.multiplyAdds = saturatingProduct(result.count, weights.shape[1], taps)
        return .kernel(kernel)
    }
}

private struct DeformRun {
    let window: Window
    let input: [Int], weights: [Int], result: [Int]
    let groups: Int, offsetGroups: Int
    let hasBias: Bool, hasMask: Bool
    let output: Int

    /// For each picture and output pixel the moved patch is read once, and multiplied with each channel's weights.
    func run(_ memory: Memory) {
        let taps = window.kernel.product, channels = input[1], inGroup = weights[1], outGroup = weights[0] / groups
        let plane = result[2] * result[3]
        let w = unsafe memory.pointer(1, as: Float.self), out = unsafe memory.pointer(output, as: Float.self)
        var patch = [Float](repeating: 0, count: channels * taps)
        for batch in 0..<result[0] {
            for pixel in 0..<plane {
                fill(&patch, memory, batch, pixel)
                for channel in 0..<weights[0] {
                    var sum = hasBias ? unsafe memory.pointer(3, as: Float.self)[channel] : 0
                    let first = channel / outGroup * inGroup * taps
                    for index in 0..<inGroup * taps {
                        unsafe sum += patch[first + index] * w[channel * inGroup * taps + index]
                    }
                    unsafe out[(batch * weights[0] + channel) * plane + pixel] = sum
                }
            }
        }
    }

    private func fill(_ patch: inout [Float], _ memory: Memory, _ batch: Int, _ pixel: Int) {
        let taps = window.kernel.product, plane = result[2] * result[3], channels = input[1]
        let moves = unsafe memory.pointer(2, as: Float.self)
        let x = unsafe memory.pointer(0, as: Float.self) + batch * channels * input[2] * input[3]
        for group in 0..<offsetGroups {
            for tap in 0..<taps {
                let place = (batch * offsetGroups + group) * taps + tap
                let down = unsafe Double(moves[2 * place * plane + pixel])
                let right = unsafe Double(moves[(2 * place + 1) * plane + pixel])
                let top = pixel / result[3] * window.strides[0] - window.pads[0]
                let left = pixel % result[3] * window.strides[1] - window.pads[1]
                let weight = hasMask ? unsafe Double(memory.pointer(4, as: Float.self)[place * plane + pixel]) : 1
                let terms = terms(
                    Double(top + tap / window.kernel[1] * window.dilations[0]) + down,
                    Double(left + tap % window.kernel[1] * window.dilations[1]) + right)
                for channel in group * channels / offsetGroups..<(group + 1) * channels / offsetGroups {
                    let source = unsafe x + channel * input[2] * input[3]
                    let sum = terms.reduce(0.0) { unsafe $0 + Double(source[$1.place]) * $1.factor }
                    patch[channel * taps + tap] = Float(sum * weight)
                }
            }
        }
    }

    /// The neighbours of a place and their shares; beyond the picture there are zeros.
    private func terms(_ y: Double, _ x: Double) -> [(place: Int, factor: Double)] {
        guard y > -1, y < Double(input[2]), x > -1, x < Double(input[3]) else { return [] }
        let row = Int(y.rounded(.down)), column = Int(x.rounded(.down))
        let down = y - Double(row), right = x - Double(column)
        let all = [
            (row, column, (1 - down) * (1 - right)), (row, column + 1, (1 - down) * right),
            (row + 1, column, down * (1 - right)), (row + 1, column + 1, down * right),
        ]
        return all.compactMap { row, column, factor in
            row >= 0 && row < input[2] && column >= 0 && column < input[3] ? (row * input[3] + column, factor) : nil
        }
    }
}
