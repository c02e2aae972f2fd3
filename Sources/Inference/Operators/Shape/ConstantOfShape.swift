/// `ConstantOfShape`: one number in every place of a shape.
struct ConstantOfShape: Operator {
    private let value: Tensor
    private let limits: Model.Limits

    init(_ attributes: Attributes) throws(OperatorError) {
        value = attributes.tensor("value") ?? Tensor(scalar: Float(0))
        limits = attributes.limits
        guard value.count == 1 else { throw OperatorError("a value of \(value.count) numbers") }
    }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let shape = try operands.known(0).integers()
        try limits.check(TensorType(type: value.type, shape: shape))
        return .constants([value.repeated(shape)])
    }
}

extension Tensor {
    /// A single number in every place of a shape.
    fileprivate func repeated(_ shape: [Int]) -> Tensor {
        let storage = TensorStorage(byteCount: shape.product * type.size)
        for place in 0..<shape.product {
            unsafe (storage.base + place * type.size).copyMemory(from: self.storage.base, byteCount: type.size)
        }
        return Tensor(type: type, shape: shape, storage: storage)
    }
}
