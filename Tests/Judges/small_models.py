"""Writes small models and arrays into the folder named by the first argument, for ModelCommandTests."""
import sys

import numpy
import onnx
from onnx import TensorProto, helper

folder = sys.argv[1]


def save(name, nodes, output, opsets):
    inputs = [helper.make_tensor_value_info("a", TensorProto.FLOAT, ["n", 2])]
    outputs = [helper.make_tensor_value_info(output, TensorProto.FLOAT, None)]
    graph = helper.make_graph(nodes, name, inputs, outputs)
    imports = [helper.make_opsetid(domain, version) for domain, version in opsets.items()]
    onnx.save(helper.make_model(graph, opset_imports=imports, ir_version=8), f"{folder}/{name}.onnx")


save("double", [helper.make_node("Add", ["a", "a"], ["../up/b"])], "../up/b", {"": 17})
save("missing", [helper.make_node("Spline", ["a"], ["b"], domain="org.example"), helper.make_node("Det", ["b"], ["c"])],
     "c", {"": 17, "org.example": 3})
numpy.save(f"{folder}/a.npy", numpy.array([[1, 2], [3, 4], [5, -6]], numpy.float32))
numpy.save(f"{folder}/wide.npy", numpy.zeros((3, 5), numpy.float32))
numpy.save(f"{folder}/expected.npy", numpy.array([[2, 4], [6, 8], [10, -12]], numpy.float32))
open(f"{folder}/damaged.onnx", "wb").write(open(f"{folder}/double.onnx", "rb").read()[:-30])

draw = numpy.random.default_rng(1)
for name, shape in [("activations", (3, 5)), ("detector", (1, 4, 6, 10)), ("qdq", (1, 4, 6, 6))]:
    numpy.save(f"{folder}/{name}.npy", draw.uniform(0, 1, shape).astype(numpy.float32))
