/// Convolution of any number of spatial dimensions and any element type, element by element: for what the kernels
/// have no form for, and as the twin that they are tested against.
struct PlainConvolution {
    let input: Operand
    let weights: Operand
    let bias: Operand?
    let window: Window
    let result: TensorType
    let groups: Int
    let operands: Int

    var kernel: Kernel {
        get throws(OperatorError) {
            guard let number = input.type.number else { throw unsupported(input.type) }
            return kernel(number)
        }
    }

    private func kernel<T: NumberElement>(_: T.Type) -> Kernel {
        let extents = Array(input.shape[2...]), outputs = Array(result.shape[2...])
        let positions = WindowPositions(window, extents: extents, outputs: outputs)
        let tuples = indexTuples(window.kernel)
        let (inGroup, outGroup) = (weights.shape[1], result.shape[1] / groups)
        let (plane, outPlane) = (extents.product, outputs.product)
        var kernel = Kernel(results: [result]) { _, _ in
            { memory in
                let x = unsafe memory.pointer(0, as: T.self), w = unsafe memory.pointer(1, as: T.self)
                let out = unsafe memory.pointer(operands, as: T.self)
                for batch in 0..<input.shape[0] {
                    for channel in 0..<result.shape[1] {
                        let first = batch * input.shape[1] + channel / outGroup * inGroup
                        for output in 0..<outPlane {
                            var sum = bias == nil ? 0 : unsafe memory.pointer(2, as: T.self)[channel].asDouble
                            for (tap, tuple) in tuples.enumerated() {
                                guard let place = positions.place(output, tuple), place >= 0 else { continue }
                                for source in 0..<inGroup {
                                    let weight = unsafe w[(channel * inGroup + source) * tuples.count + tap].asDouble
                                    unsafe sum += x[(first + source) * plane + place].asDouble * weight
                                }
                            }
                            unsafe out[(batch * result.shape[1] + channel) * outPlane + output] = T(rounding: sum)
                        }
                    }
                }
            }
        }
        kernel.multiplyAdds = saturatingProduct(result.count, inGroup, tuples.count)
        return kernel
    }
}
