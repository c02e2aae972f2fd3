import CKernels

/// A copy between two layouts of the same shape.
struct StridedCopy {
    private let elementSize: Int32
    private let shape: [Int]
    private let from: [Int]
    private let to: [Int]

    init(type: TensorType, from: Layout, to: Layout) {
        elementSize = Int32(type.type.size)
        shape = type.shape
        self.from = from.strides
        self.to = to.strides
    }

    /// `source` and `target` are where the layouts' first elements lie.
    func run(from source: UnsafeMutableRawPointer, to target: UnsafeMutableRawPointer) {
        unsafe net_copy(elementSize, Int32(shape.count), shape, source, from, target, to)
    }
}
