/// The common part of `ScatterND` and `ScatterElements`: a copy of the operand in which updates go to known places.
struct Scatter {
    private enum Reduction: String { case none, add, mul, max, min }
    private let reduction: Reduction

    init(_ attributes: Attributes) throws(OperatorError) {
        guard let reduction = Reduction(rawValue: attributes.string("reduction", default: "none")) else {
            throw OperatorError("reduction is none of none, add, mul, max, min")
        }
        self.reduction = reduction
    }

    /// `places[i]` is where update i goes. Operand 0 is the tensor, operand 2 the updates.
    func prepare(_ operands: [Operand?], places: [Int]) throws(OperatorError) -> Prepared {
        let input = try operands.required(0), updates = try operands.required(2)
        guard updates.shape.product == places.count, updates.type == input.type else {
            throw OperatorError("\(updates.shape.product) updates for \(places.count) places")
        }
        if input.type == .bool, reduction == .none { return .kernel(kernel(input, places, UInt8.self)) }
        guard let number = input.type.number else { throw unsupported(input.type) }
        return .kernel(kernel(input, places, number))
    }

    private func kernel<T: NumberElement>(_ input: Operand, _ places: [Int], _: T.Type) -> Kernel {
        let count = input.shape.product
        var kernel = Kernel(results: [input.tensorType]) { _, _ in
            { memory in
                let from = unsafe memory.pointer(0, as: T.self), updates = unsafe memory.pointer(2, as: T.self)
                let to = unsafe memory.pointer(3, as: T.self)
                unsafe to.update(from: from, count: count)
                for (index, place) in places.enumerated() { unsafe to[place] = combined(to[place], updates[index]) }
            }
        }
        kernel.tableBytes = places.count * MemoryLayout<Int>.size
        return kernel
    }

    private func combined<T: NumberElement>(_ old: T, _ new: T) -> T {
        switch reduction {
        case .none: new
        case .add: T(rounding: old.asDouble + new.asDouble)
        case .mul: T(rounding: old.asDouble * new.asDouble)
        case .max: Swift.max(old, new)
        case .min: Swift.min(old, new)
        }
    }
}
