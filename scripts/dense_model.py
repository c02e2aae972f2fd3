#!/usr/bin/env python3
"""Builds a dense detector of YOLOX-Tiny's shape with random weights, and its int8 form, for benchmarks.

    pip install onnx==1.23.2 onnxruntime==1.32.0 numpy
    scripts/dense_model.py dense.onnx [dense-int8.onnx]
"""
import sys

import numpy
import onnx
from onnx import TensorProto, helper, numpy_helper

WIDTH, SIZE = 24, 416


class Builder:
    def __init__(self):
        self.nodes, self.weights, self.random = [], [], numpy.random.default_rng(1)

    def add(self, kind, inputs, **attributes):
        name = f"v{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [name], name=f"{kind}_{len(self.nodes)}", **attributes))
        return name

    def constant(self, values):
        name = f"w{len(self.weights)}"
        self.weights.append(numpy_helper.from_array(values, name))
        return name

    def conv(self, x, inputs, outputs, kernel, stride=1, activation=True):
        scale = (2 / (inputs * kernel * kernel)) ** 0.5
        w = self.random.normal(0, scale, (outputs, inputs, kernel, kernel)).astype(numpy.float32)
        b = self.random.normal(0, 0.1, outputs).astype(numpy.float32)
        pad = kernel // 2
        y = self.add("Conv", [x, self.constant(w), self.constant(b)], kernel_shape=[kernel] * 2, strides=[stride] * 2,
                     pads=[pad] * 4)
        return self.add("Mul", [y, self.add("Sigmoid", [y])]) if activation else y

    def csp(self, x, inputs, outputs, count, shortcut=True):
        half = outputs // 2
        a, b = self.conv(x, inputs, half, 1), self.conv(x, inputs, half, 1)
        for _ in range(count):
            y = self.conv(self.conv(a, half, half, 1), half, half, 3)
            a = self.add("Add", [y, a]) if shortcut else y
        return self.conv(self.add("Concat", [a, b], axis=1), outputs, outputs, 1)

    def spp(self, x, channels):
        x = self.conv(x, channels, channels // 2, 1)
        pools = [self.add("MaxPool", [x], kernel_shape=[k, k], pads=[k // 2] * 4, strides=[1, 1]) for k in (5, 9, 13)]
        return self.conv(self.add("Concat", [x] + pools, axis=1), channels * 2, channels, 1)

    def double(self, x):
        scales = self.constant(numpy.array([1, 1, 2, 2], numpy.float32))
        return self.add("Resize", [x, "", scales], mode="nearest", coordinate_transformation_mode="asymmetric",
                        nearest_mode="floor")

    def head(self, x, channels):
        width = WIDTH * 4
        x = self.conv(x, channels, width, 1)
        kinds = self.conv(self.conv(x, width, width, 3), width, width, 3)
        boxes = self.conv(self.conv(x, width, width, 3), width, width, 3)
        parts = [self.conv(boxes, width, 4, 1, activation=False),
                 self.add("Sigmoid", [self.conv(boxes, width, 1, 1, activation=False)]),
                 self.add("Sigmoid", [self.conv(kinds, width, 80, 1, activation=False)])]
        shape = self.constant(numpy.array([1, 85, -1], numpy.int64))
        return self.add("Reshape", [self.add("Concat", parts, axis=1), shape])


def build():
    b, w = Builder(), WIDTH
    x = b.conv("images", 3, w, 6 // 2, 2)
    x = b.csp(b.conv(x, w, w * 2, 3, 2), w * 2, w * 2, 1)
    c3 = b.csp(b.conv(x, w * 2, w * 4, 3, 2), w * 4, w * 4, 3)
    c4 = b.csp(b.conv(c3, w * 4, w * 8, 3, 2), w * 8, w * 8, 3)
    c5 = b.csp(b.spp(b.conv(c4, w * 8, w * 16, 3, 2), w * 16), w * 16, w * 16, 1, shortcut=False)
    p5 = b.conv(c5, w * 16, w * 8, 1)
    p4 = b.csp(b.add("Concat", [b.double(p5), c4], axis=1), w * 16, w * 8, 1, shortcut=False)
    p4 = b.conv(p4, w * 8, w * 4, 1)
    p3 = b.csp(b.add("Concat", [b.double(p4), c3], axis=1), w * 8, w * 4, 1, shortcut=False)
    n4 = b.csp(b.add("Concat", [b.conv(p3, w * 4, w * 4, 3, 2), p4], axis=1), w * 8, w * 8, 1, shortcut=False)
    n5 = b.csp(b.add("Concat", [b.conv(n4, w * 8, w * 8, 3, 2), p5], axis=1), w * 16, w * 16, 1, shortcut=False)
    levels = [b.head(p3, w * 4), b.head(n4, w * 8), b.head(n5, w * 16)]
    b.add("Transpose", [b.add("Concat", levels, axis=2)], perm=[0, 2, 1])
    output = b.nodes[-1].output[0]
    graph = helper.make_graph(
        b.nodes, "dense", [helper.make_tensor_value_info("images", TensorProto.FLOAT, [1, 3, SIZE, SIZE])],
        [helper.make_tensor_value_info(output, TensorProto.FLOAT, [1, 3549, 85])], b.weights)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)


def quantize(source, target):
    from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static

    class Pictures(CalibrationDataReader):
        left = 4

        def get_next(self):
            self.left -= 1
            picture = numpy.random.default_rng(self.left + 1).random((1, 3, SIZE, SIZE), dtype=numpy.float32)
            return {"images": picture} if self.left >= 0 else None

    quantize_static(source, target, Pictures(), quant_format=QuantFormat.QDQ, per_channel=True,
                    activation_type=QuantType.QUInt8, weight_type=QuantType.QInt8)


onnx.save(build(), sys.argv[1])
if len(sys.argv) > 2:
    quantize(sys.argv[1], sys.argv[2])
