/// `GatherElements`: for each place of the indices, the element that an index along one axis names.
struct GatherElements: Operator {
    private let places: ElementPlaces

    init(_ attributes: Attributes) throws(OperatorError) { places = ElementPlaces(attributes) }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let input = try operands.required(0), indices = try operands.required(1)
        let table = try places.resolved(operands).map { Int32($0) }
        return .kernel(try .rearrangement(input, TensorType(type: input.type, shape: indices.shape), table))
    }
}
