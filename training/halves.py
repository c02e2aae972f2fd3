"""Weights of an ONNX graph in half precision, cast once when a program loads them."""

import sys

import numpy as np
import onnx
from onnx import numpy_helper


def halve_weights(graph):
    """Store what convolutions multiply by in 16 bits: half the file, and a difference that no box shows."""
    casts = []
    for tensor in graph.initializer:
        weights = numpy_helper.to_array(tensor)
        if weights.ndim != 4:
            continue
        half = weights.astype(np.float16)
        if not np.isfinite(half).all():
            sys.exit(f"{tensor.name}: a weight that half precision cannot hold")
        name = tensor.name
        tensor.CopyFrom(numpy_helper.from_array(half, f"{name}_half"))
        casts.append(onnx.helper.make_node("Cast", [f"{name}_half"], [name], to=onnx.TensorProto.FLOAT))
    for cast in reversed(casts):
        graph.node.insert(0, cast)


def single_weights(graph):
    """Undo halve_weights: weights as they are after the cast, for a program that wants to see them."""
    halves = {tensor.name: tensor for tensor in graph.initializer}
    for cast in [node for node in graph.node if node.op_type == "Cast" and node.input[0] in halves]:
        tensor = halves[cast.input[0]]
        tensor.CopyFrom(numpy_helper.from_array(numpy_helper.to_array(tensor).astype(np.float32), cast.output[0]))
        graph.node.remove(cast)
