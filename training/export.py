#!/usr/bin/env python3
"""Write the trained network as ONNX, with everything that a program needs to use it, and check that it computes the
same.

    export.py --checkpoint RUN/latest.pt --out vedette.onnx

The graph has the operators Conv, Relu, MaxPool, Concat, Add, Resize, Reshape, Transpose, Sigmoid and Cast only; README.md
describes its input, its two outputs and its metadata. Weights are stored in half precision and cast once, when a program
loads them; everything is computed in single precision.
"""

import argparse
import json
import pathlib
import sys

import numpy as np
import onnx
import onnxruntime
import torch
from torch import nn

from halves import halve_weights
from labels import LABELS, STRIDES
from model import Vedette

ALLOWED = {"Conv", "Relu", "MaxPool", "Concat", "Add", "Resize", "Reshape", "Transpose", "Sigmoid", "Constant", "Cast"}


class Exported(nn.Module):
    """The network as it is shipped: bytes' own 0 to 255 in (one pass over the picture less), probabilities out, one
    picture at a time."""

    def __init__(self, model):
        super().__init__()
        self.model = model
        with torch.no_grad():
            model.stem[0].weight /= 255

    def forward(self, pictures):
        scores, distances = zip(*self.model.maps(pictures))
        return rows(scores, len(LABELS)).sigmoid(), rows(distances, 4)


def rows(maps, channels):
    return torch.cat([part.reshape(1, channels, -1) for part in maps], 2).transpose(1, 2)


def load(checkpoint):
    """The averaged weights of a checkpoint, of a resumable run or of a release."""
    saved = torch.load(checkpoint, map_location="cpu", weights_only=True)
    model = Vedette()
    model.load_state_dict(
        {name: value.float() if value.is_floating_point() else value for name, value in saved["average"].items()}
    )
    return model.eval()


def metadata(thresholds, size, overlap):
    return {
        "family": "vedette",
        "labels": json.dumps(list(LABELS)),
        "strides": json.dumps(list(STRIDES)),
        "channels": "BGR",
        "scale": "1",
        "mean": "0",
        "fit": "letterbox",
        "letterbox": "114",
        "size": size,
        "overlap": str(overlap),
        "multiple": "32",
        "weights": "float16",
        "outputs": "scores: probability of each label; distances: log of left, top, right, bottom in strides",
        "thresholds": json.dumps(thresholds),
    }


def write(network, path, thresholds, size, overlap):
    """Export with free height and width, fold the normalisation, name what the file needs."""
    torch.onnx.export(
        network,
        torch.zeros(1, 3, 96, 128),
        str(path),
        opset_version=13,
        dynamo=False,
        do_constant_folding=True,
        input_names=["pictures"],
        output_names=["scores", "distances"],
        dynamic_axes={"pictures": {2: "height", 3: "width"}, "scores": {1: "positions"}, "distances": {1: "positions"}},
    )
    graph = onnx.load(path)
    without_identities(graph.graph)
    graph.producer_name, graph.producer_version, graph.doc_string = "vedette training", "", ""
    onnx.helper.set_model_props(graph, metadata(thresholds, size, overlap))
    for node in graph.graph.node:
        node.doc_string = ""
    for output, channels in zip(graph.graph.output, (len(LABELS), 4)):
        batch, _, last = output.type.tensor_type.shape.dim
        batch.dim_value, last.dim_value = 1, channels
    halve_weights(graph.graph)
    onnx.checker.check_model(graph)
    strange = {node.op_type for node in graph.graph.node} - ALLOWED
    if strange:
        sys.exit(f"{path}: operators outside the allowed set: {', '.join(sorted(strange))}")
    onnx.save(graph, path)


def without_identities(graph):
    """The exporter shares equal weights through Identity nodes; their readers can as well read the weight itself."""
    same = {node.output[0]: node.input[0] for node in graph.node if node.op_type == "Identity"}
    for node in [node for node in graph.node if node.op_type == "Identity"]:
        graph.node.remove(node)
    for node in graph.node:
        for index, name in enumerate(node.input):
            while name in same:
                name = same[name]
            node.input[index] = name


def difference(network, path):
    """The greatest difference between PyTorch and onnxruntime over random pictures of several sizes; that of scores and
    that of distances."""
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    random, worst = np.random.default_rng(1), [0.0, 0.0]
    for height, width in ((64, 64), (416, 416), (320, 576), (480, 640)):
        pictures = random.uniform(0, 255, (1, 3, height, width)).astype(np.float32)
        with torch.no_grad():
            wanted = network(torch.from_numpy(pictures))
        for output, (want, got) in enumerate(zip(wanted, session.run(None, {"pictures": pictures}))):
            worst[output] = max(worst[output], float(np.abs(want.numpy() - got).max()))
    return worst


def keep_state(checkpoint, out):
    """The state of a run, in half precision and without the optimisers' memory: small, and enough to go on from."""
    saved = torch.load(checkpoint, map_location="cpu", weights_only=True)
    del saved["optimisers"]
    for part in ("model", "average"):
        saved[part] = {
            name: value.half() if value.is_floating_point() else value for name, value in saved[part].items()
        }
        if not all(value.isfinite().all() for value in saved[part].values()):
            sys.exit(f"{checkpoint}: {part} has values that half precision cannot hold")
    torch.save(saved, out)


def main():
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    cli.add_argument("--checkpoint", type=pathlib.Path, required=True)
    cli.add_argument("--out", type=pathlib.Path, required=True)
    cli.add_argument(
        "--thresholds", type=pathlib.Path, help="JSON of label to default score, as evaluate.py --calibrate writes it"
    )
    cli.add_argument(
        "--size", default="416x416", metavar="WxH", help="the input that the metadata propose (default %(default)s)"
    )
    cli.add_argument(
        "--overlap",
        type=float,
        default=0.5,
        help="IoU above which two boxes of a label are one object, as suppression.py chose it (default %(default)s)",
    )
    cli.add_argument("--state", type=pathlib.Path, help="also write the run's state here, small, to go on from")
    args = cli.parse_args()
    thresholds = json.loads(args.thresholds.read_text()) if args.thresholds else {label: 0.4 for label in LABELS}
    network = Exported(load(args.checkpoint)).eval()
    write(network, args.out, thresholds, args.size, args.overlap)
    worst = difference(network, args.out)
    if not (worst[0] < 0.01 and worst[1] < 0.1):
        sys.exit(f"{args.out}: differs from the trained network by {worst[0]} in a score, {worst[1]} in a distance")
    if args.state:
        keep_state(args.checkpoint, args.state)
    print(f"{args.out}: {args.out.stat().st_size} bytes, differs from PyTorch by at most {worst[0]:.1e} in a score")


if __name__ == "__main__":
    main()
