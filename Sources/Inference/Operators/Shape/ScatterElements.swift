/// `ScatterElements`, once `Scatter`: single elements, named by an index along one axis, replaced or combined.
struct ScatterElements: Operator {
    private let scatter: Scatter
    private let places: ElementPlaces

    init(_ attributes: Attributes) throws(OperatorError) {
        scatter = try Scatter(attributes)
        places = ElementPlaces(attributes)
    }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        try scatter.prepare(operands, places: places.resolved(operands))
    }
}
