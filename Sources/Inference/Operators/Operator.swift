/// One operator of the ONNX standard (onnx.ai/onnx/operators), with its attributes.
///
/// An operator has one duty: given what is known of its operands, to say what comes out and how to make it. The same
/// answer serves shape inference, constant folding and the plan of a run.
protocol Operator: Sendable {
    /// Reads the attributes; throws where they make no sense.
    init(_ attributes: Attributes) throws(OperatorError)

    /// nil stands for an optional operand that is not there. Throws where operands do not fit, or
    /// `OperatorError.needsValue(of:)` where the result's shape depends on numbers that are not known yet.
    func prepare(_ operands: [Operand?]) throws(OperatorError) -> Prepared
}

/// An element type and a shape.
struct TensorType: Equatable, Sendable {
    var type: ElementType
    var shape: [Int]

    var rank: Int { shape.count }
    var count: Int { shape.product }
}

/// What is known of an operand: always its type and shape, and its numbers where they do not depend on the run.
struct Operand {
    let tensorType: TensorType
    let constant: Tensor?

    var type: ElementType { tensorType.type }
    var shape: [Int] { tensorType.shape }
    var rank: Int { shape.count }
}

/// What an operator does with its operands.
enum Prepared {
    /// The results are known now.
    case constants([Tensor])
    /// Each result is the first operand's memory, read in another way.
    case views([View])
    /// Operands side by side along an axis, in the result's memory from the start where that can be arranged.
    case join(TensorType, axis: Int)
    case kernel(Kernel)
}

/// Another reading of the same memory.
struct View {
    let result: TensorType
    /// From the operand's layout to the result's; nil where no strides can say it. Always possible from row-major.
    let remap: (Layout) -> Layout?
    /// From the result's layout to the operand's, where every element of the operand is in the result.
    var inverse: ((Layout) -> Layout?)?
}

/// Work to be done at each run.
struct Kernel {
    var results: [TensorType]
    /// What memory order the kernel can read, for each operand; row-major beyond the list's end.
    var demands: [Demand] = []
    /// Whether the first operand's channels may lie anywhere (see `Layout.channels`).
    var gathersChannels = false
    /// What memory order it writes.
    var order: ResultOrder = .rowMajor
    /// Bytes of working memory for the step alone; its place comes after the results'.
    var scratch = 0
    /// Multiplications with addition, where they are what the time goes to.
    var multiplyAdds = 0
    /// Elementary steps, where they are many more than there are elements and no multiplications.
    var work = 0.0
    /// Bytes of tables of indices that the closures hold.
    var tableBytes = 0
    /// A few words on shapes and kinds, for listings.
    var detail = ""
    /// Given where everything lies, the work itself. Called when a plan is made.
    var bind: (_ inputs: [Layout?], _ results: [Layout]) -> Run

    enum Demand { case rowMajor, channelsLast, any }

    enum ResultOrder {
        case rowMajor
        /// The second dimension's elements are neighbours; pixels and rows may lie apart.
        case channelsLast
        /// As that operand; any strides will do.
        case like(Int)
    }
}

/// One step of a run. Everything about shapes was decided when the closure was made.
typealias Run = (Memory) -> Void

/// Where a step's operands lie, inputs first, then results; absent operands have a place too.
@safe struct Memory {
    let bases: UnsafeMutablePointer<UnsafeMutableRawPointer>

    func pointer<T: Element>(_ index: Int, as type: T.Type = T.self) -> UnsafeMutablePointer<T> {
        unsafe bases[index].assumingMemoryBound(to: type)
    }

    func raw(_ index: Int) -> UnsafeMutableRawPointer { unsafe bases[index] }

    func buffer<T: Element>(_ index: Int, count: Int, as type: T.Type = T.self) -> UnsafeMutableBufferPointer<T> {
        unsafe UnsafeMutableBufferPointer(start: pointer(index), count: count)
    }
}
