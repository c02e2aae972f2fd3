/// What `RNN`, `GRU` and `LSTM` have in common: directions, states, gates as two matrix products and a bias.
struct Recurrence {
    let hidden: Int
    let gates: Int
    private let directions: [Bool]
    private let functions: [String]
    private let isBatchFirst: Bool
    private let clip: Double?

    init(_ attributes: Attributes, gates: Int, functions defaults: [String]) throws(OperatorError) {
        self.gates = gates
        hidden = attributes.integer("hidden_size", default: 0)
        switch attributes.string("direction", default: "forward") {
        case "forward": directions = [false]
        case "reverse": directions = [true]
        case "bidirectional": directions = [false, true]
        default: throw OperatorError("direction is none of forward, reverse, bidirectional")
        }
        functions = attributes.strings("activations") ?? directions.flatMap { _ in defaults }
        isBatchFirst = attributes.flag("layout")
        clip = attributes.float("clip").map { Double($0) }
        guard hidden > 0, hidden < 1 << 24, functions.count == defaults.count * directions.count,
            functions.allSatisfy({ Recurrence.function($0) != nil })
        else { throw OperatorError("hidden_size or activations are not supported") }
    }

    static func function(_ name: String) -> ((Double) -> Double)? {
        switch name.lowercased() {
        case "sigmoid": { 1 / (1 + Math.exp(-$0)) }
        case "tanh": Math.tanh
        case "relu": { max($0, 0) }
        case "softsign": { $0 / (1 + abs($0)) }
        case "softplus": { Math.log1p(Math.exp($0)) }
        case "affine": { $0 }
        default: nil
        }
    }

    /// One step of one picture in one direction: from the gates' sums to the next state.
    typealias Step = (
        _ direction: Int, _ input: [Double], _ state: inout [Double], _ cell: inout [Double]
    ) -> Void

    /// The kernel; `cells` is whether there is a second state (LSTM's), `step` builds the step from all weights.
    func prepare(
        _ operands: [Operand?], cells: Bool, _ step: @escaping (Weights) -> Step
    ) throws(OperatorError) -> Prepared {
        let input = try operands.required(0)
        guard input.type == .float32, input.rank == 3 else { throw unsupported(input.type) }
        let (length, batch) = isBatchFirst ? (input.shape[1], input.shape[0]) : (input.shape[0], input.shape[1])
        let size = input.shape[2], count = directions.count
        guard try operands.required(1).shape == [count, gates * hidden, size],
            try operands.required(2).shape == [count, gates * hidden, hidden]
        else { throw OperatorError("weights that do not fit") }
        let lengths = try operands.optionalIntegers(4)
        guard lengths.map({ $0.count == batch && $0.allSatisfy { $0 >= 0 } }) ?? true else {
            throw OperatorError("lengths that do not fit")
        }
        let weights = try Weights(
            w: operands.known(1), r: operands.known(2), b: operands.optionalKnown(3), p: operands.optionalKnown(7),
            size: size, hidden: hidden, gates: gates)
        let all = isBatchFirst ? [batch, length, count, hidden] : [length, count, batch, hidden]
        let last = isBatchFirst ? [batch, count, hidden] : [count, batch, hidden]
        for index in [5, 6] {
            guard let state = operands.optional(index) else { continue }
            guard state.tensorType == TensorType(type: .float32, shape: last) else {
                throw OperatorError("an initial state of \(state.type) and shape \(state.shape)")
            }
        }
        let run = RecurrenceRun(
            length: length, batch: batch, size: size, hidden: hidden, directions: directions,
            isBatchFirst: isBatchFirst,
            lengths: lengths, hasState: operands.optional(5) != nil, hasCell: operands.optional(6) != nil,
            outputs: operands.count, cells: cells, step: step(weights))
        var kernel = Kernel(
            results: [TensorType(type: .float32, shape: all), TensorType(type: .float32, shape: last)]
                + (cells ? [TensorType(type: .float32, shape: last)] : [])
        ) { _, _ in run.run }
        kernel.multiplyAdds = saturatingProduct(length, batch, count * gates, hidden, size + hidden)
        return .kernel(kernel)
    }

    /// Function `index` of a direction, applied to a clipped sum.
    func activation(_ direction: Int, _ index: Int) -> (Double) -> Double {
        let each = functions.count / directions.count
        let function = Recurrence.function(functions[direction * each + index]) ?? { $0 }
        guard let clip else { return function }
        return { function(min(max($0, -clip), clip)) }
    }

    /// All weights as doubles.
    struct Weights {
        private let w: [Double], r: [Double], b: [Double]
        let p: [Double]
        private let size: Int, hidden: Int, gates: Int

        init(
            w: Tensor, r: Tensor, b: Tensor?, p: Tensor?, size: Int, hidden: Int, gates: Int
        ) throws(OperatorError) {
            self.w = w.doubles()
            self.r = r.doubles()
            let directions = w.shape[0]
            self.b = b?.doubles() ?? Array(repeating: 0, count: directions * 2 * gates * hidden)
            self.p = p?.doubles() ?? Array(repeating: 0, count: directions * 3 * hidden)
            guard self.b.count == directions * 2 * gates * hidden, self.p.count == directions * 3 * hidden else {
                throw OperatorError("a bias or peepholes that do not fit")
            }
            (self.size, self.hidden, self.gates) = (size, hidden, gates)
        }

        /// One gate's sum from the input, without or with its bias.
        func fromInput(_ direction: Int, _ gate: Int, _ unit: Int, _ x: [Double]) -> Double {
            let row = (direction * gates + gate) * hidden + unit
            var sum = b[direction * 2 * gates * hidden + gate * hidden + unit]
            for index in 0..<size { sum += w[row * size + index] * x[index] }
            return sum
        }

        /// One gate's sum from the state, with its own bias.
        func fromState(_ direction: Int, _ gate: Int, _ unit: Int, _ h: [Double]) -> Double {
            let row = (direction * gates + gate) * hidden + unit
            var sum = b[(direction * 2 + 1) * gates * hidden + gate * hidden + unit]
            for index in 0..<hidden { sum += r[row * hidden + index] * h[index] }
            return sum
        }
    }
}

private struct RecurrenceRun {
    let length: Int, batch: Int, size: Int, hidden: Int
    let directions: [Bool]
    let isBatchFirst: Bool
    let lengths: [Int]?
    let hasState: Bool, hasCell: Bool
    let outputs: Int
    let cells: Bool
    let step: Recurrence.Step

    func run(_ memory: Memory) {
        let all = unsafe memory.buffer(outputs, count: length * directions.count * batch * hidden, as: Float.self)
        unsafe all.update(repeating: 0)
        for (direction, isReversed) in directions.enumerated() {
            for item in 0..<batch { run(memory, direction, isReversed, item) }
        }
    }

    private func run(_ memory: Memory, _ direction: Int, _ isReversed: Bool, _ item: Int) {
        let x = unsafe memory.pointer(0, as: Float.self), all = unsafe memory.pointer(outputs, as: Float.self)
        let place = (isBatchFirst ? item * directions.count + direction : direction * batch + item) * hidden
        var state = initial(memory, 5, hasState, place), cell = initial(memory, 6, hasCell, place)
        let steps = min(lengths?[item] ?? length, length)
        for index in 0..<steps {
            let time = isReversed ? steps - 1 - index : index
            let first = (isBatchFirst ? item * length + time : time * batch + item) * size
            let input = (0..<size).map { unsafe Double(x[first + $0]) }
            step(direction, input, &state, &cell)
            let target =
                isBatchFirst
                ? ((item * length + time) * directions.count + direction) * hidden
                : ((time * directions.count + direction) * batch + item) * hidden
            for unit in 0..<hidden { unsafe all[target + unit] = Float(state[unit]) }
        }
        for unit in 0..<hidden {
            unsafe memory.pointer(outputs + 1, as: Float.self)[place + unit] = Float(state[unit])
            if cells { unsafe memory.pointer(outputs + 2, as: Float.self)[place + unit] = Float(cell[unit]) }
        }
    }

    private func initial(_ memory: Memory, _ operand: Int, _ isThere: Bool, _ place: Int) -> [Double] {
        (0..<hidden).map { isThere ? unsafe Double(memory.pointer(operand, as: Float.self)[place + $0]) : 0 }
    }
}
