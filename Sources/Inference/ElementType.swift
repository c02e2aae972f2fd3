/// The element types of ONNX tensors, numbered as in `TensorProto.DataType` (onnx.proto3).
package enum ElementType: Int, Sendable, Hashable {
    case float32 = 1
    case uint8 = 2
    case int8 = 3
    case uint16 = 4
    case int16 = 5
    case int32 = 6
    case int64 = 7
    case bool = 9
    case float16 = 10
    case float64 = 11
    case uint32 = 12
    case uint64 = 13

    /// Bytes an element takes in memory.
    package var size: Int {
        switch self {
        case .uint8, .int8, .bool: 1
        case .uint16, .int16, .float16: 2
        case .float32, .int32, .uint32: 4
        case .float64, .int64, .uint64: 8
        }
    }

    var isFloat: Bool { self == .float32 || self == .float16 || self == .float64 }
}

/// A Swift type that a tensor's memory may hold.
package protocol Element: BitwiseCopyable, Sendable {
    static var elementType: ElementType { get }
}

extension Float: Element { package static var elementType: ElementType { .float32 } }
extension Double: Element { package static var elementType: ElementType { .float64 } }
extension Float16: Element { package static var elementType: ElementType { .float16 } }
extension UInt8: Element { package static var elementType: ElementType { .uint8 } }
extension Int8: Element { package static var elementType: ElementType { .int8 } }
extension UInt16: Element { package static var elementType: ElementType { .uint16 } }
extension Int16: Element { package static var elementType: ElementType { .int16 } }
extension UInt32: Element { package static var elementType: ElementType { .uint32 } }
extension Int32: Element { package static var elementType: ElementType { .int32 } }
extension UInt64: Element { package static var elementType: ElementType { .uint64 } }
extension Int64: Element { package static var elementType: ElementType { .int64 } }
extension Bool: Element { package static var elementType: ElementType { .bool } }
