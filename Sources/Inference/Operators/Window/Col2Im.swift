/// `Col2Im`: columns of patches added up to the picture that they were cut from.
struct Col2Im: Operator {
    private let dilations: [Int]?
    private let pads: [Int]?
    private let strides: [Int]?
    private let limits: Model.Limits

    init(_ attributes: Attributes) throws(OperatorError) {
        dilations = attributes.integers("dilations")
        pads = attributes.integers("pads")
        strides = attributes.integers("strides")
        limits = attributes.limits
    }

    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared {
        let input = try operands.required(0)
        let picture = try operands.known(1).integers(), block = try operands.known(2).integers()
        var whole = Window(whole: block)
        whole.dilations = dilations ?? whole.dilations
        whole.pads = pads ?? whole.pads
        whole.strides = strides ?? whole.strides
        guard input.type == .float32, input.rank == 3, !picture.isEmpty, block.count == picture.count else {
            throw OperatorError("columns of \(input.shape) for a picture of \(picture)")
        }
        _ = try checkedCount(picture)
        let (window, patches) = try whole.checked(rank: block.count).resolved(picture)
        let taps = window.kernel.product, count = try checkedCount(patches)
        guard input.shape[1] % taps == 0, input.shape[2] == count else {
            throw OperatorError("columns of \(input.shape) for \(count) patches of \(block)")
        }
        let (batch, channels, plane) = (input.shape[0], input.shape[1] / taps, picture.product)
        let entries = saturatingProduct(taps, count)
        try limits.check(table: entries)
        let places = SpreadPlaces(window, input: patches, output: picture).places
        var kernel = Kernel(
            results: [TensorType(type: .float32, shape: [batch, channels] + picture)]
        ) { _, _ in
            { memory in
                let x = unsafe memory.pointer(0, as: Float.self), out = unsafe memory.pointer(3, as: Float.self)
                unsafe out.update(repeating: 0, count: batch * channels * plane)
                for map in 0..<batch * channels {
                    for (tap, column) in places.enumerated() {
                        let source = unsafe x + (map * taps + tap) * count
                        for index in 0..<count where column[index] >= 0 {
                            unsafe out[map * plane + Int(column[index])] += source[index]
                        }
                    }
                }
            }
        }
        kernel.tableBytes = entries * MemoryLayout<Int32>.size
        return .kernel(kernel)
    }
}
