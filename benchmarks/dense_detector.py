#!/usr/bin/env python3
"""Builds a detector of YOLOX-Tiny's layout (Ge et al., arXiv:2107.08430) with seeded random weights.

    benchmarks/dense_detector.py dense.onnx          # fp32, 1x3x416x416
    benchmarks/dense_detector.py --int8 dense.onnx   # and dense-int8.onnx: QDQ, by ONNX Runtime's own quantizer

For measuring: dense 3x3 convolutions are most of its work. Weights have He's variance, so that values stay in range.
"""
import argparse
import pathlib

import numpy
import onnx
from onnx import TensorProto, helper, numpy_helper

SIZE = 416
LABELS = 80
BASE = 24  # YOLOX's 64 channels at width 0.375


class Builder:
    """Nodes and weights as they are added; tensors are (name, channels)."""

    def __init__(self, seed):
        self.random = numpy.random.default_rng(seed)
        self.nodes, self.weights = [], []

    def node(self, kind, inputs, outputs=1, **attributes):
        names = [f"{kind}_{len(self.nodes)}_{index}" for index in range(outputs)]
        self.nodes.append(helper.make_node(kind, inputs, names, name=f"{kind}_{len(self.nodes)}", **attributes))
        return names[0] if outputs == 1 else names

    def weight(self, array):
        name = f"weight_{len(self.weights)}"
        self.weights.append(numpy_helper.from_array(array, name))
        return name

    def plain_conv(self, tensor, channels, kernel, stride=1, gain=1.0):
        name, before = tensor
        deviation = gain / numpy.sqrt(before * kernel * kernel)
        weight = self.random.normal(0, deviation, (channels, before, kernel, kernel)).astype(numpy.float32)
        bias = self.random.normal(0, 0.05, channels).astype(numpy.float32)
        made = self.node("Conv", [name, self.weight(weight), self.weight(bias)], kernel_shape=[kernel] * 2,
                         strides=[stride] * 2, pads=[(kernel - 1) // 2] * 4)
        return made, channels

    def conv(self, tensor, channels, kernel, stride=1):
        """Convolution and SiLU, as PyTorch exports them; batch normalisation is folded."""
        name, _ = self.plain_conv(tensor, channels, kernel, stride, gain=1.6)
        return self.node("Mul", [name, self.node("Sigmoid", [name])]), channels

    def concat(self, *tensors):
        return self.node("Concat", [name for name, _ in tensors], axis=1), sum(count for _, count in tensors)

    def csp(self, tensor, channels, repeats, shortcut=True):
        half = channels // 2
        main, side = self.conv(tensor, half, 1), self.conv(tensor, half, 1)
        for _ in range(repeats):
            inner = self.conv(self.conv(main, half, 1), half, 3)
            main = (self.node("Add", [inner[0], main[0]]), half) if shortcut else inner
        return self.conv(self.concat(main, side), channels, 1)

    def pyramid_pool(self, tensor):
        channels = tensor[1]
        inner = self.conv(tensor, channels // 2, 1)
        pools = [(self.node("MaxPool", [inner[0]], kernel_shape=[k] * 2, pads=[k // 2] * 4, strides=[1, 1]), inner[1])
                 for k in (5, 9, 13)]
        return self.conv(self.concat(inner, *pools), channels, 1)

    def double(self, tensor):
        scales = self.weight(numpy.array([1, 1, 2, 2], numpy.float32))
        return self.node("Resize", [tensor[0], "", scales], mode="nearest", nearest_mode="floor",
                         coordinate_transformation_mode="asymmetric"), tensor[1]


def backbone(b, picture):
    # YOLOX's focus (four strided slices) and its 3x3 convolution are one 6x6 convolution of stride 2.
    stem = b.conv((picture, 3), BASE, 6, 2)
    stage2 = b.csp(b.conv(stem, 2 * BASE, 3, 2), 2 * BASE, 1)
    stage3 = b.csp(b.conv(stage2, 4 * BASE, 3, 2), 4 * BASE, 3)
    stage4 = b.csp(b.conv(stage3, 8 * BASE, 3, 2), 8 * BASE, 3)
    stage5 = b.csp(b.pyramid_pool(b.conv(stage4, 16 * BASE, 3, 2)), 16 * BASE, 1, shortcut=False)
    return stage3, stage4, stage5


def neck(b, stage3, stage4, stage5):
    top = b.conv(stage5, 8 * BASE, 1)
    middle = b.csp(b.concat(b.double(top), stage4), 8 * BASE, 1, shortcut=False)
    reduced = b.conv(middle, 4 * BASE, 1)
    fine = b.csp(b.concat(b.double(reduced), stage3), 4 * BASE, 1, shortcut=False)
    medium = b.csp(b.concat(b.conv(fine, 4 * BASE, 3, 2), reduced), 8 * BASE, 1, shortcut=False)
    coarse = b.csp(b.concat(b.conv(medium, 8 * BASE, 3, 2), top), 16 * BASE, 1, shortcut=False)
    return fine, medium, coarse


def head(b, tensor):
    stem = b.conv(tensor, 4 * BASE, 1)
    scores, boxes = stem, stem
    for _ in range(2):
        scores, boxes = b.conv(scores, 4 * BASE, 3), b.conv(boxes, 4 * BASE, 3)
    box = b.plain_conv(boxes, 4, 1)
    objectness = b.node("Sigmoid", [b.plain_conv(boxes, 1, 1)[0]]), 1
    labels = b.node("Sigmoid", [b.plain_conv(scores, LABELS, 1)[0]]), LABELS
    shape = b.weight(numpy.array([1, 5 + LABELS, -1], numpy.int64))
    return b.node("Reshape", [b.concat(box, objectness, labels)[0], shape])


def build(seed=20261123):
    b = Builder(seed)
    levels = neck(b, *backbone(b, "images"))
    joined = b.node("Concat", [head(b, level) for level in levels], axis=2)
    b.nodes.append(helper.make_node("Transpose", [joined], ["output"], perm=[0, 2, 1]))
    positions = sum((SIZE // stride) ** 2 for stride in (8, 16, 32))
    graph = helper.make_graph(
        b.nodes, "dense detector", [helper.make_tensor_value_info("images", TensorProto.FLOAT, [1, 3, SIZE, SIZE])],
        [helper.make_tensor_value_info("output", TensorProto.FLOAT, [1, positions, 5 + LABELS])], b.weights)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    onnx.checker.check_model(model)
    return model


def quantize(source, target):
    from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static

    class Pictures(CalibrationDataReader):
        def __init__(self):
            random = numpy.random.default_rng(1)
            self.rest = iter([{"images": random.random((1, 3, SIZE, SIZE), numpy.float32)} for _ in range(4)])

        def get_next(self):
            return next(self.rest, None)

    quantize_static(source, target, Pictures(), quant_format=QuantFormat.QDQ, per_channel=True,
                    activation_type=QuantType.QUInt8, weight_type=QuantType.QInt8)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--int8", action="store_true", help="also write NAME-int8.onnx beside it")
    parser.add_argument("file", type=pathlib.Path)
    options = parser.parse_args()
    onnx.save(build(), options.file)
    if options.int8:
        quantize(str(options.file), str(options.file.with_name(options.file.stem + "-int8.onnx")))


if __name__ == "__main__":
    main()
