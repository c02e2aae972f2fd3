/// An operator that compares two numbers.
protocol ComparisonOperator: Operator {
    func apply<T: Comparable>(_ a: T, _ b: T) -> Bool
}

extension ComparisonOperator {
    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let a = try operands.required(0), b = try operands.required(1)
        guard a.type == b.type else { throw OperatorError("operands of \(a.type) and \(b.type)") }
        let type = TensorType(type: .bool, shape: try broadcast(a.shape, b.shape))
        _ = try checkedCount(type.shape)
        // Booleans are bytes of 0 and 1.
        let number: any NumberElement.Type = a.type.number ?? UInt8.self
        return .kernel(compare(a, b, type, number))
    }

    private func compare<T: NumberElement>(_ a: Operand, _ b: Operand, _ type: TensorType, _: T.Type) -> Kernel {
        broadcasting(a, b, type) { walk in elementPairs(walk) { (x: T, y: T) in apply(x, y) } }
    }
}

/// An operator of two truth values.
protocol LogicOperator: Operator {
    func apply(_ a: Bool, _ b: Bool) -> Bool
}

extension LogicOperator {
    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let a = try operands.required(0), b = try operands.required(1)
        guard a.type == .bool, b.type == .bool else { throw OperatorError("operands of \(a.type) and \(b.type)") }
        let type = TensorType(type: .bool, shape: try broadcast(a.shape, b.shape))
        return .kernel(broadcasting(a, b, type) { walk in elementPairs(walk) { (x: Bool, y: Bool) in apply(x, y) } })
    }
}

/// An operator of two integers, bit by bit.
protocol BitwiseOperator: Operator {
    func apply<T: FixedWidthInteger>(_ a: T, _ b: T) -> T
}

extension BitwiseOperator {
    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let a = try operands.required(0), b = try operands.required(1)
        guard a.type == b.type, let integer = a.type.integer else {
            throw OperatorError("operands of \(a.type) and \(b.type)")
        }
        let type = TensorType(type: a.type, shape: try broadcast(a.shape, b.shape))
        return .kernel(bits(a, b, type, integer))
    }

    private func bits<T: IntegerElement>(_ a: Operand, _ b: Operand, _ type: TensorType, _: T.Type) -> Kernel {
        broadcasting(a, b, type) { walk in elementPairs(walk) { (x: T, y: T) in apply(x, y) } }
    }
}
