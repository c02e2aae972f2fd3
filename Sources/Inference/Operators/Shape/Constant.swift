/// `Constant`: a tensor that the graph has as an attribute.
struct Constant: Operator {
    let value: Tensor

    init(_ attributes: Attributes) throws(OperatorError) {
        if let tensor = attributes.tensor("value") {
            value = tensor
        } else if let number = attributes.float("value_float") {
            value = Tensor(scalar: number)
        } else if let numbers = attributes.floats("value_floats") {
            value = Tensor(numbers, shape: [numbers.count])
        } else if let number = attributes.integer("value_int") {
            value = Tensor(scalar: Int64(number))
        } else if let numbers = attributes.integers("value_ints") {
            value = Tensor(numbers.map { Int64($0) }, shape: [numbers.count])
        } else {
            throw OperatorError("no value of a supported kind")
        }
    }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared { .constants([value]) }
}
