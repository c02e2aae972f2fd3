extension [Operand?] {
    /// An operand that must be there.
    func required(_ index: Int) throws(OperatorError) -> Operand {
        guard index < count, let operand = self[index] else { throw OperatorError("operand \(index) is missing") }
        return operand
    }

    func optional(_ index: Int) -> Operand? { index < count ? self[index] : nil }

    /// The numbers of an operand that must be there and known.
    func known(_ index: Int) throws(OperatorError) -> Tensor {
        guard let constant = try required(index).constant else { throw .needsValue(of: index) }
        return constant
    }

    /// Integers that were an attribute in old opsets and are an operand since.
    func integers(_ index: Int, unless attribute: [Int]?) throws(OperatorError) -> [Int] {
        if let attribute { return attribute }
        return try known(index).integers()
    }

    func optionalIntegers(_ index: Int, unless attribute: [Int]? = nil) throws(OperatorError) -> [Int]? {
        if let attribute { return attribute }
        return try optionalKnown(index)?.integers()
    }

    /// The numbers of an optional operand; nil where it is absent.
    func optionalKnown(_ index: Int) throws(OperatorError) -> Tensor? {
        guard let operand = optional(index) else { return nil }
        guard let constant = operand.constant else { throw .needsValue(of: index) }
        return constant
    }
}

extension Tensor {
    /// Integers of any width, as shapes, axes and counts are given.
    func integers() throws(OperatorError) -> [Int] {
        switch type {
        case .int64: elements(of: Int64.self).map { Int($0) }
        case .int32: elements(of: Int32.self).map { Int($0) }
        case .uint8: elements(of: UInt8.self).map { Int($0) }
        case .int8: elements(of: Int8.self).map { Int($0) }
        case .bool: elements(of: Bool.self).map { $0 ? 1 : 0 }
        default: throw OperatorError("integers were expected, not \(type)")
        }
    }

    /// The zero points of bytes, which are bytes too.
    func zeroPoints() throws(OperatorError) -> [Int] {
        guard type.size == 1, type != .bool else { throw OperatorError("a zero point of \(type)") }
        return try integers()
    }

    /// Floats of any width, as scales and thresholds are given.
    func floatValues() throws(OperatorError) -> [Float] {
        switch type {
        case .float32: elements(of: Float.self)
        case .float64: elements(of: Double.self).map { Float($0) }
        case .float16: elements(of: Float16.self).map { Float($0) }
        default: throw OperatorError("floats were expected, not \(type)")
        }
    }
}

/// An axis counted from the end where negative.
func normalizedAxis(_ axis: Int, rank: Int) throws(OperatorError) -> Int {
    guard axis >= -rank, axis < rank else { throw OperatorError("axis \(axis) of \(rank) dimensions") }
    return axis < 0 ? axis + rank : axis
}

/// Distinct axes, ascending.
func normalizedAxes(_ axes: [Int], rank: Int) throws(OperatorError) -> [Int] {
    var result: Set<Int> = []
    for axis in axes { result.insert(try normalizedAxis(axis, rank: rank)) }
    guard result.count == axes.count else { throw OperatorError("an axis twice: \(axes)") }
    return result.sorted()
}

/// The product of extents, within what an element count may be; so is the product of any of them, since an extent of
/// zero does not excuse the others.
func checkedCount(_ shape: [Int]) throws(OperatorError) -> Int {
    guard shape.allSatisfy({ $0 >= 0 }), let bound = boundingCount(shape), bound <= Model.Limits.elements else {
        throw OperatorError("a result of shape \(shape)")
    }
    return shape.product
}

/// The product of extents with each zero taken as one; nil where that overflows.
func boundingCount(_ shape: [Int]) -> Int? {
    var count = 1
    for extent in shape {
        let (product, overflow) = count.multipliedReportingOverflow(by: max(extent, 1))
        guard !overflow else { return nil }
        count = product
    }
    return count
}

/// A product of counts, or the largest number where it is more.
func saturatingProduct(_ factors: Int...) -> Int {
    factors.reduce(1) { product, factor in
        let (next, overflow) = product.multipliedReportingOverflow(by: factor)
        return overflow ? .max : next
    }
}

/// The shape that two shapes have in common by the rules of broadcasting.
func broadcast(_ a: [Int], _ b: [Int]) throws(OperatorError) -> [Int] {
    let rank = max(a.count, b.count)
    var result: [Int] = []
    for index in 0..<rank {
        let x = index + a.count - rank, y = index + b.count - rank
        let left = x < 0 ? 1 : a[x], right = y < 0 ? 1 : b[y]
        guard left == right || left == 1 || right == 1 else {
            throw OperatorError("shapes \(a) and \(b) do not go together")
        }
        result.append(left == 1 ? right : left)
    }
    return result
}

extension Tensor {
    /// The numbers as doubles, whatever their type.
    func doubles() -> [Double] {
        if type == .bool { return elements(of: Bool.self).map { $0 ? 1 : 0 } }
        guard let number = type.number else { return [] }
        return asDoubles(number)
    }

    private func asDoubles<T: NumberElement>(_: T.Type) -> [Double] { elements(of: T.self).map(\.asDouble) }

    /// A tensor of this type from doubles.
    init(doubles: [Double], type: ElementType, shape: [Int]) {
        if type == .bool { self.init(doubles.map { $0 != 0 }, shape: shape); return }
        guard let number = type.number else { self.init(type: type, shape: shape); return }
        self = Tensor.make(doubles, shape, number)
    }

    private static func make<T: NumberElement>(_ doubles: [Double], _ shape: [Int], _: T.Type) -> Tensor {
        Tensor(doubles.map { T(rounding: $0) }, shape: shape)
    }
}
