/// `Where`: from one operand where a condition holds, else from the other.
struct Where: Operator {
    init(_ attributes: Attributes) throws(OperatorError) {}

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let condition = try operands.required(0), yes = try operands.required(1), no = try operands.required(2)
        guard condition.type == .bool, yes.type == no.type else {
            throw OperatorError("operands of types that do not fit")
        }
        let shape = try broadcast(condition.shape, broadcast(yes.shape, no.shape))
        let type = TensorType(type: yes.type, shape: shape)
        _ = try checkedCount(shape)
        switch yes.type.size {
        case 1: return .kernel(choose(operands, type, UInt8.self))
        case 2: return .kernel(choose(operands, type, UInt16.self))
        case 4: return .kernel(choose(operands, type, UInt32.self))
        default: return .kernel(choose(operands, type, UInt64.self))
        }
    }

    private func choose<T: Element>(_ operands: [Operand?], _ type: TensorType, _: T.Type) -> Kernel {
        Kernel(results: [type], demands: [.any, .any, .any]) { inputs, results in
            let layouts = zip(inputs, operands).map { layout, operand in
                (layout ?? results[0]).broadcast(from: operand?.shape ?? [], to: type.shape)
            }
            let walk = Walk(type.shape, layouts + results)
            return { memory in
                let test = unsafe memory.pointer(0, as: Bool.self), out = unsafe memory.pointer(3, as: T.self)
                let yes = unsafe memory.pointer(1, as: T.self), no = unsafe memory.pointer(2, as: T.self)
                let steps = walk.steps
                unsafe walk.forEach { starts in
                    for index in 0..<walk.count {
                        unsafe out[starts[3] + index * steps[3]] =
                            test[starts[0] + index * steps[0]]
                            ? yes[starts[1] + index * steps[1]] : no[starts[2] + index * steps[2]]
                    }
                }
            }
        }
    }
}
