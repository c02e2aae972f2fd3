/// A number of any kind, read and written as a double.
protocol NumberElement: Element, Comparable {
    init(rounding number: Double)
    var asDouble: Double { get }
}

protocol FloatElement: NumberElement, BinaryFloatingPoint {}
protocol IntegerElement: NumberElement, FixedWidthInteger {}

extension FloatElement {
    init(rounding number: Double) { self.init(number) }
    var asDouble: Double { Double(self) }
}

extension IntegerElement {
    /// Towards zero; what does not fit wraps around, and what is no number is 0.
    init(rounding number: Double) {
        guard number.isFinite else { self = 0; return }
        let whole = number.rounded(.towardZero)
        if let exact = Self(exactly: whole) { self = exact; return }
        if let wide = Int64(exactly: whole) { self = Self(truncatingIfNeeded: wide); return }
        self = whole < 0 ? Self.min : Self.max
    }

    var asDouble: Double { Double(self) }
}

extension Float: FloatElement {}
extension Double: FloatElement {}
extension Float16: FloatElement {}
extension Int8: IntegerElement {}
extension Int16: IntegerElement {}
extension Int32: IntegerElement {}
extension Int64: IntegerElement {}
extension UInt8: IntegerElement {}
extension UInt16: IntegerElement {}
extension UInt32: IntegerElement {}
extension UInt64: IntegerElement {}

extension ElementType {
    var float: (any FloatElement.Type)? {
        switch self {
        case .float32: Float.self
        case .float64: Double.self
        case .float16: Float16.self
        default: nil
        }
    }

    var integer: (any IntegerElement.Type)? {
        switch self {
        case .int8: Int8.self
        case .int16: Int16.self
        case .int32: Int32.self
        case .int64: Int64.self
        case .uint8: UInt8.self
        case .uint16: UInt16.self
        case .uint32: UInt32.self
        case .uint64: UInt64.self
        default: nil
        }
    }

    var number: (any NumberElement.Type)? { float ?? integer }
}

/// The refusal that names a type.
func unsupported(_ type: ElementType) -> OperatorError { OperatorError("\(type) is not supported here") }
