#!/usr/bin/env python3
"""Writes the small models that fuzzing begins with, each for a part of the engine, into a folder.

    scripts/fuzz_seeds.py Tests/Corpus/models

Together they use all operators of the engine in some way; `make fuzz` goes on from there, and keeps what reaches new code.
"""
import pathlib
import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

random = np.random.default_rng(7)


def weights(*shape, kind=np.float32, low=-1, high=1):
    return random.uniform(low, high, shape).astype(kind)


class Graph:
    """Nodes in a row; every one that names no operands reads the one before it."""

    def __init__(self, name, inputs, opset=17):
        self.name, self.opset, self.nodes, self.constants = name, opset, [], []
        self.inputs = [helper.make_tensor_value_info(key, kind, shape) for key, (kind, shape) in inputs.items()]
        self.last = next(iter(inputs))

    def constant(self, array):
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.asarray(array), name))
        return name

    def add(self, kind, *operands, outputs=1, **attributes):
        """Operands are names, or arrays that become constants; None is an absent one."""
        names = [name if isinstance(name, str) else "" if name is None else self.constant(name) for name in operands]
        made = [f"v{len(self.nodes)}_{index}" for index in range(outputs)]
        self.nodes.append(helper.make_node(kind, names or ([] if kind == "Constant" else [self.last]), made, **attributes))
        self.last = made[0]
        return made[0] if outputs == 1 else made

    def save(self, folder):
        """Whatever no node reads is an output, so that nothing is dropped."""
        read = {name for node in self.nodes for name in node.input}
        shown = [name for node in self.nodes for name in node.output if name not in read]
        opset = [helper.make_opsetid("", self.opset)]
        graph = helper.make_graph(self.nodes, self.name, self.inputs, [], self.constants)
        inferred = onnx.shape_inference.infer_shapes(helper.make_model(graph, opset_imports=opset, ir_version=8))
        known = {value.name: value for value in inferred.graph.value_info}
        graph.output.extend(known.get(name) or helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in shown)
        model = helper.make_model(graph, opset_imports=opset, ir_version=8)
        onnx.save(model, folder / f"{self.name}.onnx")


FLOAT, INT64, UINT8, INT8 = TensorProto.FLOAT, TensorProto.INT64, TensorProto.UINT8, TensorProto.INT8
PICTURE = {"x": (FLOAT, [1, 4, 6, 6])}
OPEN = {"x": (FLOAT, ["n", 4, 6, "w"])}
MATRIX = {"x": (FLOAT, [3, 5])}


def elementwise(folder):
    graph = Graph("unary", MATRIX, opset=18)
    for kind in ("Abs Acos Acosh Asin Asinh Atan Atanh Ceil Cos Cosh Erf Exp Floor HardSwish Identity Log Mish Neg Reciprocal "
                 "Relu Round Sigmoid Sign Sin Sinh Softplus Softsign Sqrt Tan Tanh").split():
        graph.add(kind)
    graph.save(folder)
    graph = Graph("activations", MATRIX, opset=20)
    for kind, attributes in [("Celu", {"alpha": 0.5}), ("Elu", {}), ("Gelu", {"approximate": "tanh"}), ("HardSigmoid", {}),
                             ("LeakyRelu", {"alpha": 0.1}), ("Selu", {}), ("Shrink", {}), ("ThresholdedRelu", {}),
                             ("Hardmax", {}), ("LogSoftmax", {}), ("Softmax", {"axis": 0}), ("LpNormalization", {})]:
        graph.add(kind, **attributes)
    graph.add("PRelu", graph.last, weights(5))
    graph.add("Clip", graph.last, np.float32(-1), np.float32(1))
    graph.save(folder)
    graph = Graph("binary", MATRIX)
    for kind in "Add Div Max Mean Min Mul Pow Sub Sum Mod".split():
        graph.add(kind, graph.last, weights(5, low=0.5), **({"fmod": 1} if kind == "Mod" else {}))
    less = graph.add("Less", graph.last, "x")
    for kind in "Equal Greater GreaterOrEqual LessOrEqual".split():
        graph.add(kind, graph.add("Abs", "x"), weights(3, 1))
    logic = graph.add("Xor", graph.add("Or", graph.add("And", less, graph.last), less), graph.add("Not", less))
    graph.add("Where", logic, "x", weights(5))
    graph.add("Cast", graph.last, to=FLOAT)
    graph.add("CastLike", graph.last, "x")
    graph.add("IsInf", graph.add("Div", graph.last, "x"))
    graph.add("IsNaN", graph.nodes[-2].output[0])
    graph.save(folder)
    graph = Graph("bits", {"x": (INT64, [4])}, opset=18)
    for kind in "BitwiseAnd BitwiseOr BitwiseXor".split():
        graph.add(kind, graph.last, np.array([1, 2, 3, -4]))
    graph.add("BitwiseNot")
    graph.add("Cast", graph.last, to=TensorProto.UINT32)
    graph.add("BitShift", graph.last, np.array([1, 2, 3, 4], np.uint32), direction="LEFT")
    graph.save(folder)


def windows(folder):
    graph = Graph("detector", OPEN, opset=13)
    graph.add("Conv", "x", weights(16, 4, 3, 3), weights(16), pads=[1, 1, 1, 1])
    graph.add("BatchNormalization", graph.last, *(weights(16, low=0.5) for _ in range(4)))
    graph.add("Mul", graph.last, graph.add("Sigmoid"))
    stem = graph.last
    graph.add("Conv", stem, weights(16, 16, 3, 3), pads=[1, 1, 1, 1])
    graph.add("Relu", graph.add("Add", graph.last, stem))
    graph.add("Conv", graph.last, weights(16, 1, 3, 3), group=16, strides=[2, 2], pads=[1, 1, 1, 1])
    graph.add("Clip", graph.last, np.float32(0), np.float32(6))
    low = graph.add("Conv", graph.last, weights(8, 16, 1, 1), weights(8))
    high = graph.add("Resize", low, None, np.array([1, 1, 2, 2], np.float32), mode="nearest")
    pooled = graph.add("MaxPool", high, kernel_shape=[5, 5], pads=[2, 2, 2, 2])
    joined = graph.add("Concat", pooled, graph.add("AveragePool", high, kernel_shape=[3, 3], pads=[1, 1, 1, 1]), axis=1)
    rows = graph.add("Reshape", joined, np.array([0, 16, -1]))
    graph.add("Transpose", rows, perm=[0, 2, 1])
    graph.add("GlobalAveragePool", joined)
    graph.add("GlobalMaxPool", joined)
    graph.save(folder)
    graph = Graph("windows", PICTURE, opset=18)
    graph.add("Conv", "x", weights(6, 2, 3, 2), group=2, dilations=[2, 1], auto_pad="SAME_UPPER")
    graph.add("ConvTranspose", graph.last, weights(6, 2, 2, 2), weights(4), group=2, strides=[2, 2])
    graph.add("InstanceNormalization", graph.last, weights(4), weights(4))
    graph.add("GroupNormalization", graph.last, weights(2), weights(2), num_groups=2)
    graph.add("LRN", graph.last, size=3)
    graph.add("MeanVarianceNormalization", graph.last)
    pool, places = graph.add("MaxPool", graph.last, outputs=2, kernel_shape=[2, 2], strides=[2, 2], ceil_mode=1)
    graph.add("Resize", pool, None, None, np.array([1, 4, 9, 7]), mode="cubic", coordinate_transformation_mode="align_corners")
    graph.add("GridSample", graph.last, weights(1, 5, 4, 2), mode="bilinear", padding_mode="reflection")
    graph.add("Cast", places, to=FLOAT)
    graph.save(folder)
    graph = Graph("volume", {"x": (FLOAT, [1, 2, 3, 4, 4])})
    graph.add("Conv", "x", weights(2, 2, 2, 2, 2))
    graph.add("AveragePool", graph.last, kernel_shape=[2, 2, 2], count_include_pad=1, pads=[1, 1, 1, 1, 1, 1])
    graph.add("GlobalMaxPool")
    graph.save(folder)
    graph = Graph("line", {"x": (FLOAT, [1, 3, 8])}, opset=9)
    graph.add("Conv", "x", weights(3, 3, 3))
    graph.add("MaxPool", graph.last, kernel_shape=[2])
    graph.add("Upsample", graph.last, np.array([1, 1, 2], np.float32), mode="linear")
    graph.add("Softmax", axis=1)
    graph.add("Scatter", graph.last, np.array([[[0, 2]]]), weights(1, 1, 2), axis=2)
    graph.save(folder)


def samplers(folder):
    graph = Graph("samplers", PICTURE, opset=20)
    grid = graph.add("AffineGrid", weights(1, 2, 3), np.array([1, 4, 3, 5]), align_corners=1)
    graph.add("GridSample", "x", grid, mode="nearest")
    graph.add("RoiAlign", "x", np.array([[0, 0, 4, 5], [1, 2, 6, 3]], np.float32), np.array([0, 0]), output_height=2, output_width=3)
    graph.add("DeformConv", "x", weights(4, 2, 3, 3), weights(1, 18, 4, 4), weights(4), weights(1, 9, 4, 4), group=2)
    graph.add("LpPool", graph.last, kernel_shape=[2, 2], p=3, pads=[1, 0, 0, 1])
    pooled, places = graph.add("MaxPool", "x", outputs=2, kernel_shape=[2, 2], strides=[2, 2])
    graph.add("MaxUnpool", pooled, places, kernel_shape=[2, 2], strides=[2, 2])
    columns = graph.add("Reshape", "x", np.array([1, 16, 9]))
    graph.add("Col2Im", columns, np.array([4, 4]), np.array([2, 2]))
    graph.add("CenterCropPad", graph.last, np.array([3, 6]), axes=[2, 3])
    graph.add("ReverseSequence", graph.add("Reshape", "x", np.array([6, 4, 6])), np.array([2, 1, 3, 0]))
    graph.add("Einsum", graph.last, weights(6, 2), equation="...ij,jk->k...i")
    graph.save(folder)


def shapes(folder):
    graph = Graph("shapes", OPEN, opset=13)
    shape = graph.add("Shape", "x")
    rows = graph.add("Mul", graph.add("Gather", shape, np.array(0)), graph.add("Gather", shape, np.array(1)))
    target = graph.add("Concat", graph.add("Unsqueeze", rows, np.array([0])), np.array([-1]), axis=0)
    graph.add("Reshape", "x", target)
    graph.add("Pad", graph.last, np.array([1, 0, 2, 1]), np.float32(3))
    graph.add("Slice", graph.last, np.array([0, -1]), np.array([9, -9]), np.array([0, 1]), np.array([2, -1]))
    graph.add("Tile", graph.last, np.array([1, 2]))
    graph.add("Expand", graph.last, np.array([2, 1, 1]))
    graph.add("Gather", graph.last, np.array([[0, -1]]), axis=1)
    first, _ = graph.add("Split", graph.last, np.array([1, 1]), outputs=2, axis=0)
    graph.add("Squeeze", first, np.array([0]))
    graph.add("Flatten", graph.add("Dropout"), axis=1)
    graph.add("Add", graph.last, graph.add("Constant", value_float=2.0))
    graph.add("ConstantOfShape", graph.add("Shape"), value=helper.make_tensor("v", FLOAT, [1], [2]))
    graph.add("Size", "x")
    graph.save(folder)
    graph = Graph("indices", {"x": (FLOAT, [2, 3, 4])}, opset=16)
    graph.add("GatherElements", "x", np.array([[[0, -1, 1, 0]]]), axis=1)
    graph.add("GatherND", "x", np.array([[0, 1], [1, 2]]))
    graph.add("ScatterND", "x", np.array([[0, 1]]), weights(1, 4), reduction="add")
    graph.add("ScatterElements", graph.last, np.array([[[1, 0, 0, 2]]]), weights(1, 1, 4), axis=1)
    graph.add("OneHot", np.array([0, 2, -1]), np.array(4), np.array([0, 1], np.float32))
    graph.add("Trilu", graph.last, np.array(1), upper=0)
    graph.add("EyeLike", graph.last, k=1)
    graph.add("TopK", graph.last, np.array([2]), outputs=2)
    graph.add("ArgMax", "x", axis=2, keepdims=0)
    graph.add("ArgMin", "x", axis=1, select_last_index=1)
    graph.add("Range", np.array(1, np.float32), np.array(9, np.float32), np.array(2.5, np.float32))
    graph.save(folder)
    graph = Graph("late", MATRIX, opset=13)
    places = graph.add("NonZero", graph.add("Relu", "x"))
    graph.add("GatherND", "x", graph.add("Transpose", places))
    graph.add("Unique", outputs=4)
    graph.add("Compress", graph.last, np.array([True, False, True]))
    graph.add("ConstantOfShape", graph.add("Shape"))
    graph.save(folder)
    graph = Graph("suppression", {"x": (FLOAT, [1, 6, 4])})
    scores = graph.add("Transpose", graph.add("Slice", "x", np.array([0]), np.array([1]), np.array([2])), perm=[0, 2, 1])
    kept = graph.add("NonMaxSuppression", "x", scores, np.array([3]), np.array([0.5], np.float32), np.array([0.1], np.float32))
    graph.add("Gather", "x", graph.add("Squeeze", graph.add("Slice", kept, np.array([2]), np.array([3]), np.array([1])), np.array([1])), axis=1)
    graph.save(folder)
    graph = Graph("blocks", {"x": (FLOAT, [1, 8, 4, 4])})
    graph.add("DepthToSpace", "x", blocksize=2, mode="CRD")
    graph.add("SpaceToDepth", graph.last, blocksize=4)
    graph.add("CumSum", graph.last, np.array(1), reverse=1)
    graph.save(folder)


def sums(folder):
    graph = Graph("reductions", {"x": (FLOAT, [2, 3, 4])}, opset=18)
    for kind in "L1 L2 LogSum LogSumExp Max Mean Min Prod Sum SumSquare".split():
        graph.add("Reduce" + kind, "x", np.array([-1, 0]), keepdims=0)
    graph.save(folder)
    graph = Graph("products", {"x": (FLOAT, [2, 3, 4])})
    graph.add("MatMul", "x", weights(1, 4, 5))
    graph.add("LayerNormalization", graph.last, weights(5), weights(5))
    graph.add("Reshape", graph.last, np.array([6, 5]))
    graph.add("Gemm", graph.last, weights(3, 5), weights(3), transB=1, alpha=0.5)
    graph.save(folder)
    graph = Graph("newest", MATRIX, opset=24)
    graph.add("RMSNormalization", "x", weights(5))
    graph.add("Swish")
    graph.save(folder)
    graph = Graph("recurrent", {"x": (FLOAT, [3, 2, 4])}, opset=14)
    graph.add("LSTM", "x", weights(2, 12, 4), weights(2, 12, 3), weights(2, 24), outputs=3, hidden_size=3, direction="bidirectional")
    graph.add("Reshape", graph.last, np.array([3, 2, -1]))
    graph.add("GRU", graph.last, weights(1, 6, 6), weights(1, 6, 2), outputs=2, hidden_size=2)
    graph.add("Reshape", graph.last, np.array([3, 2, -1]))
    graph.add("RNN", graph.last, weights(1, 2, 2), weights(1, 2, 2), outputs=2, hidden_size=2)
    graph.save(folder)


def bytes_(folder):
    scale, zero = np.float32(0.02), np.uint8(128)
    # The second quantiser begins at zero: the Relu before it is left to its saturation, as quantisers do.
    graph = Graph("qdq", PICTURE, opset=13)
    quantized = graph.add("DequantizeLinear", graph.add("QuantizeLinear", "x", scale, zero), scale, zero)
    kernel = graph.add("DequantizeLinear", weights(8, 4, 3, 3, kind=np.int8, low=-99, high=99), weights(8, low=0.002, high=0.004), axis=0)
    graph.add("Conv", quantized, kernel, weights(8), pads=[1, 1, 1, 1])
    step, none = np.float32(0.05), np.uint8(0)
    hidden = graph.add("DequantizeLinear", graph.add("QuantizeLinear", graph.last, step, none), step, none)
    kernel = graph.add("DequantizeLinear", weights(4, 8, 1, 1, kind=np.int8, low=-99, high=99), np.float32(0.01))
    graph.add("Conv", hidden, kernel)
    graph.save(folder)
    graph = Graph("integers", {"x": (UINT8, [1, 4, 5, 5])})
    graph.add("QLinearConv", "x", scale, zero, weights(4, 4, 3, 3, kind=np.int8, low=-99, high=99), scale, np.int8(0), scale, zero)
    rows = graph.add("Reshape", graph.last, np.array([4, 9]))
    graph.add("QLinearMatMul", rows, scale, zero, weights(9, 2, kind=np.uint8, low=0, high=255), scale, zero, scale, zero)
    graph.add("MatMulInteger", rows, weights(9, 2, kind=np.uint8, low=0, high=255), zero, zero)
    graph.add("ConvInteger", "x", weights(2, 4, 2, 2, kind=np.uint8, low=0, high=255), zero)
    graph.add("DynamicQuantizeLinear", graph.add("Cast", graph.last, to=FLOAT), outputs=3)
    graph.save(folder)


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for make in (elementwise, windows, samplers, shapes, sums, bytes_):
        make(folder)


if __name__ == "__main__":
    main()
