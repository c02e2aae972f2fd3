/// A dense array of numbers: row major, so NCHW for pictures. Copies share memory until one of them is changed.
package struct Tensor: Sendable {
    /// Extents from the slowest to the fastest dimension; empty for a single number.
    package private(set) var shape: [Int]
    package let type: ElementType
    private(set) var storage: TensorStorage

    /// How many elements there are.
    package var count: Int { shape.product }

    init(type: ElementType, shape: [Int], storage: TensorStorage) {
        precondition(storage.byteCount >= shape.product * type.size)
        self.type = type
        self.shape = shape
        self.storage = storage
    }

    /// Zeros.
    package init(type: ElementType, shape: [Int]) {
        self.init(type: type, shape: shape, storage: TensorStorage(byteCount: shape.product * type.size))
    }

    /// A tensor of floats, filled by `initializing` (all zero before).
    package static func floats(shape: [Int], initializing: (UnsafeMutableBufferPointer<Float>) -> Void) -> Tensor {
        var tensor = Tensor(type: .float32, shape: shape)
        unsafe tensor.withMutableElements(of: Float.self, initializing)
        return tensor
    }

    /// The given elements in row-major order; there must be as many as the shape says.
    package init<T: Element>(_ elements: [T], shape: [Int]) {
        precondition(elements.count == shape.product)
        self.init(type: T.elementType, shape: shape)
        unsafe withMutableElements(of: T.self) { target in
            for (index, element) in elements.enumerated() { unsafe target[index] = element }
        }
    }

    /// A single number.
    package init<T: Element>(scalar: T) { self.init([scalar], shape: []) }

    /// The same memory read with other extents, of the same count.
    package func reshaped(_ shape: [Int]) -> Tensor {
        precondition(shape.product == count)
        return Tensor(type: type, shape: shape, storage: storage)
    }
}

extension Tensor {
    /// The elements; the tensor must be of that type.
    package func withElements<T: Element, R>(
        of type: T.Type, _ body: (UnsafeBufferPointer<T>) throws -> R
    ) rethrows -> R {
        precondition(T.elementType == self.type)
        let count = count
        return try unsafe body(UnsafeBufferPointer(start: storage.base.assumingMemoryBound(to: T.self), count: count))
    }

    /// The elements, to change; in place where no other tensor shares the memory.
    package mutating func withMutableElements<T: Element, R>(
        of type: T.Type, _ body: (UnsafeMutableBufferPointer<T>) throws -> R
    ) rethrows -> R {
        precondition(T.elementType == self.type)
        makeUnique()
        let start = unsafe storage.base.assumingMemoryBound(to: T.self)
        return try unsafe body(UnsafeMutableBufferPointer(start: start, count: count))
    }

    package func withFloats<R>(_ body: (UnsafeBufferPointer<Float>) throws -> R) rethrows -> R {
        try unsafe withElements(of: Float.self, body)
    }

    package mutating func withMutableFloats<R>(
        _ body: (UnsafeMutableBufferPointer<Float>) throws -> R
    ) rethrows -> R {
        try unsafe withMutableElements(of: Float.self, body)
    }

    /// A copy of the elements; the tensor must be of that type.
    package func elements<T: Element>(of type: T.Type) -> [T] {
        unsafe withElements(of: type) { unsafe Array($0) }
    }

    package mutating func makeUnique() {
        guard !isKnownUniquelyReferenced(&storage) else { return }
        let fresh = TensorStorage(byteCount: storage.byteCount)
        unsafe fresh.base.copyMemory(from: storage.base, byteCount: storage.byteCount)
        storage = fresh
    }

    /// Whether no other tensor shares the memory.
    mutating func isUnique() -> Bool { isKnownUniquelyReferenced(&storage) }
}

/// A tensor's memory: aligned for vectors, zero at first, with room for a vector to be read beyond the end.
///
/// `@unchecked Sendable` holds because the memory is written only through a tensor that alone refers to it.
@safe final class TensorStorage: @unchecked Sendable {
    static let alignment = 64
    let byteCount: Int
    let base: UnsafeMutableRawPointer

    init(byteCount: Int) {
        self.byteCount = byteCount
        let whole = byteCount + TensorStorage.alignment
        unsafe base = .allocate(byteCount: whole, alignment: TensorStorage.alignment)
        unsafe base.initializeMemory(as: UInt8.self, repeating: 0, count: whole)
    }

    deinit { unsafe base.deallocate() }
}

extension [Int] {
    /// The product of extents; 1 for none.
    var product: Int { reduce(1, *) }
}
