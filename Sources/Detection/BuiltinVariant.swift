import CBuiltinModel
import Inference

/// The two files of the built-in detector: the same network, once in floats and once with most convolutions in bytes.
package enum BuiltinVariant: String, CaseIterable, Sendable {
    case float
    case int8

    /// The one that is faster on this processor: bytes where it has dot products of bytes, floats elsewhere.
    package static var fastest: BuiltinVariant { Model.computesInBytes ? .int8 : .float }

    /// The ONNX file, part of this program.
    package var bytes: UnsafeRawBufferPointer {
        switch self {
        case .float:
            UnsafeRawBufferPointer(start: vedette_builtin_model_bytes(), count: vedette_builtin_model_size())
        case .int8:
            UnsafeRawBufferPointer(
                start: vedette_builtin_int8_model_bytes(), count: vedette_builtin_int8_model_size())
        }
    }
}
