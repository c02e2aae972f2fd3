/// Pooling of any element type over any number of dimensions, element by element.
struct PlainPool {
    enum Indices { case none, rowMajor, columnMajor }

    private let operand: Operand
    private let result: TensorType
    private let window: Window
    private let isAverage: Bool
    private let countsPadding: Bool
    var indices = Indices.none

    init(
        _ operand: Operand, _ window: Window, _ result: TensorType, isAverage: Bool, countsPadding: Bool = false
    ) {
        self.operand = operand
        self.window = window
        self.result = result
        self.isAverage = isAverage
        self.countsPadding = countsPadding
    }

    var kernel: Kernel {
        get throws(OperatorError) {
            guard let number = operand.type.number else { throw unsupported(operand.type) }
            return kernel(number)
        }
    }

    private func kernel<T: NumberElement>(_: T.Type) -> Kernel {
        let extents = Array(operand.shape[2...]), outputs = Array(result.shape[2...])
        let positions = WindowPositions(window, extents: extents, outputs: outputs)
        let plane = extents.product, outPlane = outputs.product
        let places = TensorType(type: .int64, shape: result.shape)
        var kernel = Kernel(results: indices == .none ? [result] : [result, places]) { _, _ in
            { memory in
                let from = unsafe memory.pointer(0, as: T.self), to = unsafe memory.pointer(1, as: T.self)
                for channel in 0..<operand.shape[0] * operand.shape[1] {
                    for output in 0..<outPlane {
                        let (inside, padded) = positions.under(output)
                        let target = channel * outPlane + output
                        if isAverage {
                            var sum = 0.0
                            for place in inside { unsafe sum += from[channel * plane + place].asDouble }
                            let count = countsPadding ? padded : inside.count
                            unsafe to[target] = T(rounding: count == 0 ? 0 : sum / Double(count))
                        } else {
                            var best = inside.first ?? 0
                            for place in inside
                            where unsafe from[channel * plane + place] > from[channel * plane + best] {
                                best = place
                            }
                            unsafe to[target] = from[channel * plane + best]
                            if indices != .none {
                                let place = indices == .rowMajor ? best : transposed(best, extents)
                                unsafe memory.pointer(2, as: Int64.self)[target] = Int64(channel * plane + place)
                            }
                        }
                    }
                }
            }
        }
        kernel.work = Double(result.count) * Double(window.kernel.product)
        return kernel
    }

    /// The place in column-major order.
    private func transposed(_ place: Int, _ extents: [Int]) -> Int {
        var result = 0, step = 1
        for (extent, stride) in zip(extents, Layout.rowMajor(extents).strides) {
            result += place / stride % extent * step
            step *= extent
        }
        return result
    }
}

/// Which elements of a plane lie under a window, for any number of dimensions.
struct WindowPositions {
    private let window: Window
    private let extents: [Int]
    private let outputs: [Int]
    private let kernels: [[Int]]

    init(_ window: Window, extents: [Int], outputs: [Int]) {
        self.window = window
        self.extents = extents
        self.outputs = outputs
        kernels = indexTuples(window.kernel)
    }

    /// Places inside the plane, and how many positions lie inside the plane or its padding.
    func under(_ output: Int) -> (inside: [Int], padded: Int) {
        var inside: [Int] = [], padded = 0
        for tuple in kernels {
            if let place = place(output, tuple) {
                padded += 1
                if place >= 0 { inside.append(place) }
            }
        }
        return (inside, padded)
    }

    /// -1 in the padding, nil beyond it.
    func place(_ output: Int, _ tuple: [Int]) -> Int? {
        var rest = output, place = 0, step = 1, isInside = true
        for axis in extents.indices.reversed() {
            let index =
                rest % outputs[axis] * window.strides[axis] - window.pads[axis]
                + tuple[axis] * window.dilations[axis]
            rest /= outputs[axis]
            if index >= extents[axis] + window.pads[axis + extents.count] { return nil }
            if index < 0 || index >= extents[axis] { isInside = false }
            place += index * step
            step *= extents[axis]
        }
        return isInside ? place : -1
    }
}

/// All index tuples of a shape in row-major order.
func indexTuples(_ shape: [Int]) -> [[Int]] {
    shape.reduce([[]]) { tuples, extent in tuples.flatMap { tuple in (0..<extent).map { tuple + [$0] } } }
}
