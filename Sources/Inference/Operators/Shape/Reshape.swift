/// `Reshape`: the same elements in row-major order, in another shape; 0 keeps an extent, -1 is what is left.
struct Reshape: Operator {
    private let allowsZero: Bool
    private let attribute: [Int]?

    init(_ attributes: Attributes) throws(OperatorError) {
        allowsZero = attributes.flag("allowzero")
        attribute = attributes.opset < 5 ? attributes.integers("shape") : nil
    }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let input = try operands.required(0)
        let wanted = try operands.integers(1, unless: attribute)
        return .views([.reshape(input, try shape(input.shape, wanted))])
    }

    private func shape(_ old: [Int], _ wanted: [Int]) throws(OperatorError) -> [Int] {
        var shape = wanted
        for (index, extent) in wanted.enumerated() where extent == 0 && !allowsZero {
            guard index < old.count else { throw OperatorError("no extent to keep at \(index)") }
            shape[index] = old[index]
        }
        let free = shape.indices.filter { shape[$0] == -1 }
        guard free.count <= 1, shape.allSatisfy({ $0 >= -1 }), shape.count <= Model.Limits.rank else {
            throw OperatorError("a shape of \(wanted)")
        }
        let rest = try checkedCount(shape.filter { $0 != -1 })
        if let index = free.first { shape[index] = rest == 0 ? 0 : old.product / rest }
        guard try checkedCount(shape) == old.product else {
            throw OperatorError("\(old) cannot be read as \(wanted)")
        }
        return shape
    }
}

extension View {
    /// The same elements in row-major order, in another shape of the same count.
    static func reshape(_ operand: Operand, _ shape: [Int]) -> View {
        let old = operand.shape
        return View(
            result: TensorType(type: operand.type, shape: shape), remap: { $0.reshaped(from: old, to: shape) },
            inverse: { $0.reshaped(from: shape, to: old) })
    }
}
