#!/usr/bin/env python3
"""Write an exported network with its inner convolutions in bytes: QDQ, weights per channel, activations per map.

    quantise.py --model vedette.onnx --packed PACKED --out vedette-int8.onnx

Ranges of activations come from training scenes as training draws them, never from val. The stem, whose input has three
channels, and the last convolution of each head, which decides scores and boxes, stay in floats. Metadata are kept.
evaluate.py measures what it loses; `vedette bench model` whether it is faster.
"""

import argparse
import pathlib
import tempfile

import numpy as np
import onnx
from onnxruntime.quantization import CalibrationDataReader, CalibrationMethod, QuantFormat, QuantType, quantize_static

from camera import Camera
from halves import single_weights
from scenes import Scenes


class CalibrationScenes(CalibrationDataReader):
    """Training scenes of one size, as bytes' numbers."""

    def __init__(self, packed, name, count, side, seed):
        self.random = np.random.default_rng(seed)
        self.scenes, self.camera = Scenes(packed), Camera(self.random)
        self.name, self.left, self.side = name, count, side

    def get_next(self):
        if not self.left:
            return None
        self.left -= 1
        pixels = self.camera(self.scenes.scene(self.side, self.side, self.random)[0], self.random)
        return {self.name: np.ascontiguousarray(pixels.transpose(2, 0, 1)[None], np.float32)}


def kept_in_floats(graph):
    """Names of the convolutions that read the picture or whose results leave the network through no activation."""
    activated = {name for node in graph.node if node.op_type == "Relu" for name in node.input}
    pictures = {value.name for value in graph.input}
    return [
        node.name
        for node in graph.node
        if node.op_type == "Conv" and (node.input[0] in pictures or node.output[0] not in activated)
    ]


def drop_temporary_marks(path):
    """What onnxruntime leaves in a file for itself."""
    model = onnx.load(path)
    for entry in [entry for entry in model.metadata_props if entry.key.startswith("onnx.")]:
        model.metadata_props.remove(entry)
    onnx.save(model, path)


def main():
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    cli.add_argument("--model", type=pathlib.Path, required=True, help="what export.py wrote")
    cli.add_argument("--packed", type=pathlib.Path, required=True)
    cli.add_argument("--out", type=pathlib.Path, required=True)
    cli.add_argument("--scenes", type=int, default=256, help="to calibrate on (default %(default)s)")
    cli.add_argument("--side", type=int, default=416, help="of those scenes (default %(default)s)")
    cli.add_argument(
        "--percentile", type=float, help="of an activation that its range reaches to (default: the greatest seen)"
    )
    cli.add_argument("--seed", type=int, default=4)
    args = cli.parse_args()

    model = onnx.load(args.model)
    single_weights(model.graph)
    next(entry for entry in model.metadata_props if entry.key == "weights").value = "int8"
    for index, node in enumerate(model.graph.node):
        node.name = node.name or f"{node.op_type}{index}"
    reader = CalibrationScenes(args.packed, model.graph.input[0].name, args.scenes, args.side, args.seed)
    options = {"OpTypesToExcludeOutputQuantization": ["Conv"], "QuantizeBias": False}
    if args.percentile:
        options["CalibPercentile"] = args.percentile
    with tempfile.NamedTemporaryFile(suffix=".onnx") as named:
        onnx.save(model, named.name)
        quantize_static(
            named.name,
            args.out,
            reader,
            quant_format=QuantFormat.QDQ,
            op_types_to_quantize=["Conv"],
            nodes_to_exclude=kept_in_floats(model.graph),
            per_channel=True,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            calibrate_method=CalibrationMethod.Percentile if args.percentile else CalibrationMethod.MinMax,
            extra_options=options,
        )
    drop_temporary_marks(args.out)
    print(f"{args.out}: {args.out.stat().st_size} bytes")


if __name__ == "__main__":
    main()
