// The parts of onnx.proto3 (github.com/onnx/onnx, onnx/onnx.proto) that a run needs, under the names it gives them.

struct ModelProto {
    var irVersion: Int64 = 0
    var producerName = ""
    var producerVersion = ""
    var domain = ""
    var opsets: [String: Int] = [:]
    var metadata: [String: String] = [:]
    var functions = 0
    var graph: GraphProto?
}

struct GraphProto {
    var name = ""
    var nodes: [NodeProto] = []
    var initializers: [TensorProto] = []
    var sparseInitializers = 0
    var inputs: [ValueInfoProto] = []
    var outputs: [ValueInfoProto] = []
}

struct NodeProto {
    var name = ""
    var opType = ""
    var domain = ""
    var inputs: [String] = []
    var outputs: [String] = []
    var attributes: [String: AttributeProto] = [:]
}

struct AttributeProto {
    var name = ""
    var float: Float = 0
    var integer: Int64 = 0
    var string = ""
    var floats: [Float] = []
    var integers: [Int64] = []
    var strings: [String] = []
    var tensor: TensorProto?
    var hasGraph = false
}

struct ValueInfoProto {
    var name = ""
    /// nil where it is no tensor (a sequence, a map, an optional).
    var elementType: Int?
    /// nil where the rank is unknown.
    var shape: [Dimension]?

    enum Dimension {
        case extent(Int64)
        case parameter(String)
    }
}

struct TensorProto {
    var name = ""
    var dims: [Int64] = []
    var dataType = 0
    /// `raw_data`, or one of the typed fields in its encoded form: where the numbers lie in the file.
    var data: [Payload] = []
    var external: [String: String] = [:]
    var isExternal = false

    enum Payload {
        case raw(Range<Int>)
        case packedFloats(Range<Int>)
        case packedDoubles(Range<Int>)
        case packedVarints(Range<Int>)
        case float(UInt32)
        case double(UInt64)
        case varint(UInt64)
    }
}
