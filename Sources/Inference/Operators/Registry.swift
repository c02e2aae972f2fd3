/// An operator's place in the registry.
struct OperatorEntry: Sendable {
    let domain: String
    let name: String
    /// How many operands a node may name, and at most how many results, in any version of the standard: kernels find
    /// their results' memory behind that of all operands.
    let operands: ClosedRange<Int>
    let results: Int
    let make: @Sendable (Attributes) throws(OperatorError) -> any Operator

    /// For operators that take or make a list.
    static let anyNumber = Model.Limits.nodes

    init<O: Operator>(
        _ name: String, _ type: O.Type, takes operands: ClosedRange<Int>, makes results: Int, domain: String = ""
    ) {
        self.name = name
        self.domain = domain
        self.operands = operands
        self.results = results
        make = { (attributes) throws(OperatorError) in try O(attributes) }
    }
}

/// All operators, by name. To add one: a file with its type, and a line here.
enum OperatorRegistry {
    static let entries: [OperatorEntry] = [
        OperatorEntry("Abs", Abs.self, takes: 1...1, makes: 1),
        OperatorEntry("Acos", Acos.self, takes: 1...1, makes: 1),
        OperatorEntry("Acosh", Acosh.self, takes: 1...1, makes: 1),
        OperatorEntry("Add", Add.self, takes: 2...2, makes: 1),
        OperatorEntry("AffineGrid", AffineGrid.self, takes: 2...2, makes: 1),
        OperatorEntry("And", And.self, takes: 2...2, makes: 1),
        OperatorEntry("ArgMax", ArgMax.self, takes: 1...1, makes: 1),
        OperatorEntry("ArgMin", ArgMin.self, takes: 1...1, makes: 1),
        OperatorEntry("Asin", Asin.self, takes: 1...1, makes: 1),
        OperatorEntry("Asinh", Asinh.self, takes: 1...1, makes: 1),
        OperatorEntry("Atan", Atan.self, takes: 1...1, makes: 1),
        OperatorEntry("Atanh", Atanh.self, takes: 1...1, makes: 1),
        OperatorEntry("AveragePool", AveragePool.self, takes: 1...1, makes: 1),
        OperatorEntry("BatchNormalization", BatchNormalization.self, takes: 5...5, makes: 5),
        OperatorEntry("BitShift", BitShift.self, takes: 2...2, makes: 1),
        OperatorEntry("BitwiseAnd", BitwiseAnd.self, takes: 2...2, makes: 1),
        OperatorEntry("BitwiseNot", BitwiseNot.self, takes: 1...1, makes: 1),
        OperatorEntry("BitwiseOr", BitwiseOr.self, takes: 2...2, makes: 1),
        OperatorEntry("BitwiseXor", BitwiseXor.self, takes: 2...2, makes: 1),
        OperatorEntry("Cast", Cast.self, takes: 1...1, makes: 1),
        OperatorEntry("CastLike", Cast.self, takes: 2...2, makes: 1),
        OperatorEntry("Ceil", Ceil.self, takes: 1...1, makes: 1),
        OperatorEntry("Celu", Celu.self, takes: 1...1, makes: 1),
        OperatorEntry("CenterCropPad", CenterCropPad.self, takes: 2...2, makes: 1),
        OperatorEntry("Clip", Clip.self, takes: 1...3, makes: 1),
        OperatorEntry("Col2Im", Col2Im.self, takes: 3...3, makes: 1),
        OperatorEntry("Compress", Compress.self, takes: 2...2, makes: 1),
        OperatorEntry("Concat", Concat.self, takes: 1...OperatorEntry.anyNumber, makes: 1),
        OperatorEntry("Constant", Constant.self, takes: 0...0, makes: 1),
        OperatorEntry("ConstantOfShape", ConstantOfShape.self, takes: 1...1, makes: 1),
        OperatorEntry("Conv", Conv.self, takes: 2...3, makes: 1),
        OperatorEntry("ConvInteger", ConvInteger.self, takes: 2...4, makes: 1),
        OperatorEntry("ConvTranspose", ConvTranspose.self, takes: 2...3, makes: 1),
        OperatorEntry("Cos", Cos.self, takes: 1...1, makes: 1),
        OperatorEntry("Cosh", Cosh.self, takes: 1...1, makes: 1),
        OperatorEntry("CumSum", CumSum.self, takes: 2...2, makes: 1),
        OperatorEntry("DeformConv", DeformConv.self, takes: 3...5, makes: 1),
        OperatorEntry("DepthToSpace", DepthToSpace.self, takes: 1...1, makes: 1),
        OperatorEntry("DequantizeLinear", DequantizeLinear.self, takes: 2...3, makes: 1),
        OperatorEntry("Div", Div.self, takes: 2...2, makes: 1),
        OperatorEntry("Dropout", Dropout.self, takes: 1...3, makes: 2),
        OperatorEntry("DynamicQuantizeLinear", DynamicQuantizeLinear.self, takes: 1...1, makes: 3),
        OperatorEntry("Einsum", Einsum.self, takes: 1...OperatorEntry.anyNumber, makes: 1),
        OperatorEntry("Elu", Elu.self, takes: 1...1, makes: 1),
        OperatorEntry("Equal", Equal.self, takes: 2...2, makes: 1),
        OperatorEntry("Erf", Erf.self, takes: 1...1, makes: 1),
        OperatorEntry("Exp", Exp.self, takes: 1...1, makes: 1),
        OperatorEntry("Expand", Expand.self, takes: 2...2, makes: 1),
        OperatorEntry("EyeLike", EyeLike.self, takes: 1...1, makes: 1),
        OperatorEntry("Flatten", Flatten.self, takes: 1...1, makes: 1),
        OperatorEntry("Floor", Floor.self, takes: 1...1, makes: 1),
        OperatorEntry("GRU", GRU.self, takes: 3...6, makes: 2),
        OperatorEntry("Gather", Gather.self, takes: 2...2, makes: 1),
        OperatorEntry("GatherElements", GatherElements.self, takes: 2...2, makes: 1),
        OperatorEntry("GatherND", GatherND.self, takes: 2...2, makes: 1),
        OperatorEntry("Gelu", Gelu.self, takes: 1...1, makes: 1),
        OperatorEntry("Gemm", Gemm.self, takes: 2...3, makes: 1),
        OperatorEntry("GlobalAveragePool", GlobalAveragePool.self, takes: 1...1, makes: 1),
        OperatorEntry("GlobalMaxPool", GlobalMaxPool.self, takes: 1...1, makes: 1),
        OperatorEntry("Greater", Greater.self, takes: 2...2, makes: 1),
        OperatorEntry("GreaterOrEqual", GreaterOrEqual.self, takes: 2...2, makes: 1),
        OperatorEntry("GridSample", GridSample.self, takes: 2...2, makes: 1),
        OperatorEntry("GroupNormalization", GroupNormalization.self, takes: 3...3, makes: 1),
        OperatorEntry("HardSigmoid", HardSigmoid.self, takes: 1...1, makes: 1),
        OperatorEntry("HardSwish", HardSwish.self, takes: 1...1, makes: 1),
        OperatorEntry("Hardmax", Hardmax.self, takes: 1...1, makes: 1),
        OperatorEntry("Identity", Identity.self, takes: 1...1, makes: 1),
        OperatorEntry("InstanceNormalization", InstanceNormalization.self, takes: 3...3, makes: 1),
        OperatorEntry("IsInf", IsInf.self, takes: 1...1, makes: 1),
        OperatorEntry("IsNaN", IsNaN.self, takes: 1...1, makes: 1),
        OperatorEntry("LRN", LRN.self, takes: 1...1, makes: 1),
        OperatorEntry("LSTM", LSTM.self, takes: 3...8, makes: 3),
        OperatorEntry("LayerNormalization", LayerNormalization.self, takes: 2...3, makes: 3),
        OperatorEntry("LeakyRelu", LeakyRelu.self, takes: 1...1, makes: 1),
        OperatorEntry("Less", Less.self, takes: 2...2, makes: 1),
        OperatorEntry("LessOrEqual", LessOrEqual.self, takes: 2...2, makes: 1),
        OperatorEntry("Log", Log.self, takes: 1...1, makes: 1),
        OperatorEntry("LogSoftmax", LogSoftmax.self, takes: 1...1, makes: 1),
        OperatorEntry("LpNormalization", LpNormalization.self, takes: 1...1, makes: 1),
        OperatorEntry("LpPool", LpPool.self, takes: 1...1, makes: 1),
        OperatorEntry("MatMul", MatMul.self, takes: 2...2, makes: 1),
        OperatorEntry("MatMulInteger", MatMulInteger.self, takes: 2...4, makes: 1),
        OperatorEntry("Max", Max.self, takes: 1...OperatorEntry.anyNumber, makes: 1),
        OperatorEntry("MaxPool", MaxPool.self, takes: 1...1, makes: 2),
        OperatorEntry("MaxUnpool", MaxUnpool.self, takes: 2...3, makes: 1),
        OperatorEntry("Mean", Mean.self, takes: 1...OperatorEntry.anyNumber, makes: 1),
        OperatorEntry("MeanVarianceNormalization", MeanVarianceNormalization.self, takes: 1...1, makes: 1),
        OperatorEntry("Min", Min.self, takes: 1...OperatorEntry.anyNumber, makes: 1),
        OperatorEntry("Mish", Mish.self, takes: 1...1, makes: 1),
        OperatorEntry("Mod", Mod.self, takes: 2...2, makes: 1),
        OperatorEntry("Mul", Mul.self, takes: 2...2, makes: 1),
        OperatorEntry("Neg", Neg.self, takes: 1...1, makes: 1),
        OperatorEntry("NonMaxSuppression", NonMaxSuppression.self, takes: 2...5, makes: 1),
        OperatorEntry("NonZero", NonZero.self, takes: 1...1, makes: 1),
        OperatorEntry("Not", Not.self, takes: 1...1, makes: 1),
        OperatorEntry("OneHot", OneHot.self, takes: 3...3, makes: 1),
        OperatorEntry("Or", Or.self, takes: 2...2, makes: 1),
        OperatorEntry("PRelu", PRelu.self, takes: 2...2, makes: 1),
        OperatorEntry("Pad", Pad.self, takes: 1...4, makes: 1),
        OperatorEntry("Pow", Pow.self, takes: 2...2, makes: 1),
        OperatorEntry("QLinearConv", QLinearConv.self, takes: 8...9, makes: 1),
        OperatorEntry("QLinearMatMul", QLinearMatMul.self, takes: 8...8, makes: 1),
        OperatorEntry("QuantizeLinear", QuantizeLinear.self, takes: 2...3, makes: 1),
        OperatorEntry("RMSNormalization", RMSNormalization.self, takes: 2...2, makes: 1),
        OperatorEntry("RNN", RNN.self, takes: 3...6, makes: 2),
        OperatorEntry("Range", RangeOperator.self, takes: 3...3, makes: 1),
        OperatorEntry("Reciprocal", Reciprocal.self, takes: 1...1, makes: 1),
        OperatorEntry("ReduceL1", ReduceL1.self, takes: 1...2, makes: 1),
        OperatorEntry("ReduceL2", ReduceL2.self, takes: 1...2, makes: 1),
        OperatorEntry("ReduceLogSum", ReduceLogSum.self, takes: 1...2, makes: 1),
        OperatorEntry("ReduceLogSumExp", ReduceLogSumExp.self, takes: 1...2, makes: 1),
        OperatorEntry("ReduceMax", ReduceMax.self, takes: 1...2, makes: 1),
        OperatorEntry("ReduceMean", ReduceMean.self, takes: 1...2, makes: 1),
        OperatorEntry("ReduceMin", ReduceMin.self, takes: 1...2, makes: 1),
        OperatorEntry("ReduceProd", ReduceProd.self, takes: 1...2, makes: 1),
        OperatorEntry("ReduceSum", ReduceSum.self, takes: 1...2, makes: 1),
        OperatorEntry("ReduceSumSquare", ReduceSumSquare.self, takes: 1...2, makes: 1),
        OperatorEntry("Relu", Relu.self, takes: 1...1, makes: 1),
        OperatorEntry("Reshape", Reshape.self, takes: 1...2, makes: 1),
        OperatorEntry("Resize", Resize.self, takes: 1...4, makes: 1),
        OperatorEntry("ReverseSequence", ReverseSequence.self, takes: 2...2, makes: 1),
        OperatorEntry("RoiAlign", RoiAlign.self, takes: 3...3, makes: 1),
        OperatorEntry("Round", Round.self, takes: 1...1, makes: 1),
        OperatorEntry("Scatter", ScatterElements.self, takes: 3...3, makes: 1),
        OperatorEntry("ScatterElements", ScatterElements.self, takes: 3...3, makes: 1),
        OperatorEntry("ScatterND", ScatterND.self, takes: 3...3, makes: 1),
        OperatorEntry("Selu", Selu.self, takes: 1...1, makes: 1),
        OperatorEntry("Shape", Shape.self, takes: 1...1, makes: 1),
        OperatorEntry("Shrink", Shrink.self, takes: 1...1, makes: 1),
        OperatorEntry("Sigmoid", Sigmoid.self, takes: 1...1, makes: 1),
        OperatorEntry("Sign", Sign.self, takes: 1...1, makes: 1),
        OperatorEntry("Sin", Sin.self, takes: 1...1, makes: 1),
        OperatorEntry("Sinh", Sinh.self, takes: 1...1, makes: 1),
        OperatorEntry("Size", Size.self, takes: 1...1, makes: 1),
        OperatorEntry("Slice", Slice.self, takes: 1...5, makes: 1),
        OperatorEntry("Softmax", Softmax.self, takes: 1...1, makes: 1),
        OperatorEntry("Softplus", Softplus.self, takes: 1...1, makes: 1),
        OperatorEntry("Softsign", Softsign.self, takes: 1...1, makes: 1),
        OperatorEntry("SpaceToDepth", SpaceToDepth.self, takes: 1...1, makes: 1),
        OperatorEntry("Split", Split.self, takes: 1...2, makes: OperatorEntry.anyNumber),
        OperatorEntry("Sqrt", Sqrt.self, takes: 1...1, makes: 1),
        OperatorEntry("Squeeze", Squeeze.self, takes: 1...2, makes: 1),
        OperatorEntry("Sub", Sub.self, takes: 2...2, makes: 1),
        OperatorEntry("Sum", Sum.self, takes: 1...OperatorEntry.anyNumber, makes: 1),
        OperatorEntry("Swish", Swish.self, takes: 1...1, makes: 1),
        OperatorEntry("Tan", Tan.self, takes: 1...1, makes: 1),
        OperatorEntry("Tanh", Tanh.self, takes: 1...1, makes: 1),
        OperatorEntry("ThresholdedRelu", ThresholdedRelu.self, takes: 1...1, makes: 1),
        OperatorEntry("Tile", Tile.self, takes: 2...3, makes: 1),
        OperatorEntry("TopK", TopK.self, takes: 1...2, makes: 2),
        OperatorEntry("Transpose", Transpose.self, takes: 1...1, makes: 1),
        OperatorEntry("Trilu", Trilu.self, takes: 1...2, makes: 1),
        OperatorEntry("Unique", Unique.self, takes: 1...1, makes: 4),
        OperatorEntry("Unsqueeze", Unsqueeze.self, takes: 1...2, makes: 1),
        OperatorEntry("Upsample", Resize.self, takes: 1...2, makes: 1),
        OperatorEntry("Where", Where.self, takes: 3...3, makes: 1),
        OperatorEntry("Xor", Xor.self, takes: 2...2, makes: 1),
    ]

    private static let byName: [String: OperatorEntry] = Dictionary(
        entries.map { ($0.domain + "." + $0.name, $0) }, uniquingKeysWith: { first, _ in first })

    /// nil where the operator, or this version of it, is not here.
    static func entry(for node: NodeProto, opsets: [String: Int]) -> OperatorEntry? {
        let domain = node.domain == "ai.onnx" ? "" : node.domain
        guard let entry = byName[domain + "." + node.opType] else { return nil }
        return entry
    }
}
