"""A public YOLOX detector as a teacher of every position: what it says, and what it sees, at each place of a scene.

Its grid is the network's own (strides 8, 16 and 32, the same centres), so that its scores, its boxes and the features that
its heads read can be imitated place by place (as in FGD, Yang et al. 2022, and dense score imitation). The ONNX graph is
run by PyTorch node by node, on any device and at any size; nothing of it remains in the trained model.
"""

import collections

import onnx
import torch
from onnx import numpy_helper
from torch import nn
from torch.nn import functional as F

from detectors import COLUMNS

CLASSES = 80


def attributes(node):
    return {attribute.name: onnx.helper.get_attribute_value(attribute) for attribute in node.attribute}


class DenseTeacher(nn.Module):
    """Pictures (N, 3, H, W), BGR, 0 to 255, to one dictionary over all positions, finest level first.

    `scores` (N, positions, labels), `boxes` (N, positions, 4: left, top, right, bottom in pixels), `presence` (N,
    positions: the score of its best class of all 80) and `features` (a map of 128 channels a level).
    """

    def __init__(self, path):
        super().__init__()
        model = onnx.load(path)
        constants = {tensor.name: torch.tensor(numpy_helper.to_array(tensor)) for tensor in model.graph.initializer}
        self.input = model.graph.input[0].name
        self.nodes = list(model.graph.node)
        self.keys = {}
        producers = {name: node for node in self.nodes for name in node.output}
        # Up to the three maps (box, objectness, classes) whose reshaping ends the graph.
        self.ends = [node.input[0] for node in self.nodes if node.op_type == "Reshape"]
        last = max(index for index, node in enumerate(self.nodes) if node.output[0] in self.ends)
        self.nodes = [node for node in self.nodes[: last + 1] if node.op_type != "Reshape"]
        self.fuse_activations()
        self.towers = [self.head_inputs(producers, end) for end in self.ends]
        for number, name in enumerate({name for node in self.nodes for name in node.input} & set(constants)):
            self.keys[name] = f"constant{number}"
            self.register_buffer(self.keys[name], constants[name])

    def fuse_activations(self):
        """x times its own sigmoid, in one pass over memory instead of two: a third of a teacher's time on a CPU."""
        readers = collections.Counter(name for node in self.nodes for name in node.input)
        gates = {
            node.output[0]: node.input[0]
            for node in self.nodes
            if node.op_type == "Sigmoid" and readers[node.output[0]] == 1 and readers[node.input[0]] == 2
        }
        fused = {}
        for node in self.nodes:
            gate = next((name for name in node.input if name in gates), None)
            if node.op_type == "Mul" and gate and gates[gate] in node.input:
                fused[gate] = onnx.helper.make_node("Silu", [gates[gate]], list(node.output))
                node.CopyFrom(fused[gate])
        self.nodes = [node for node in self.nodes if node.output[0] not in fused]

    @staticmethod
    def head_inputs(producers, end):
        """What the last convolutions of a level read: its box tower and its class tower."""
        boxes, _, classes = producers[end].input
        return producers[boxes].input[0], producers[producers[classes].input[0]].input[0]

    def run(self, node, values):
        given = [values[name] if name in values else getattr(self, self.keys[name]) if name else None for name in node.input]
        options = attributes(node)
        match node.op_type:
            case "Conv":
                pads, strides = options.get("pads", [0] * 4), options.get("strides", [1, 1])
                return F.conv2d(*given, stride=strides, padding=pads[:2], groups=options.get("group", 1))
            case "Silu":  # nobody else reads what it reads
                return F.silu(given[0], inplace=True)
            case "Sigmoid":
                return given[0].sigmoid()
            case "Mul":
                return given[0] * given[1]
            case "Add":
                return given[0] + given[1]
            case "Concat":
                return torch.cat(given, options["axis"])
            case "MaxPool":
                return F.max_pool2d(given[0], options["kernel_shape"], options["strides"], options["pads"][:2])
            case "Resize":
                return F.interpolate(given[0], scale_factor=2.0, mode="nearest")
            case "Slice":
                starts, ends, axes, steps = (part.tolist() for part in given[1:5])
                where = [slice(None)] * 4
                for start, end, axis, step in zip(starts, ends, axes, steps):
                    where[axis] = slice(start, end, step)
                return given[0][tuple(where)]
        raise ValueError(f"{node.op_type} is nothing that a YOLOX needs")

    @torch.no_grad()
    def forward(self, pictures):
        values = {self.input: pictures}
        for node in self.nodes:
            values[node.output[0]] = self.run(node, values)
        rows = torch.cat([values[end].float().flatten(2) for end in self.ends], 2).transpose(1, 2)
        classes = rows[..., 5:] * rows[..., 4:5]
        return dict(
            rows=rows[..., :4],
            scores=classes[..., COLUMNS],
            presence=classes.amax(-1),
            features=[torch.cat([values[name] for name in pair], 1) for pair in self.towers],
        )


def boxes(rows, points):
    """YOLOX's box rows (centre from the cell's corner in strides, log sizes) at `points` (x, y, stride)."""
    stride = points[:, 2:3]
    centre, half = points[:, :2] + (rows[..., :2] - 0.5) * stride, rows[..., 2:4].exp() * stride / 2
    return torch.cat((centre - half, centre + half), -1)
