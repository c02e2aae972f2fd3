#!/usr/bin/env python3
"""Writes what ONNX Runtime makes of a model, as a few hundred sampled numbers in JSON.

    pip install onnxruntime==1.32.0 numpy
    scripts/reference_outputs.py MODELS_FOLDER Tests/Reference/onnxruntime

The input is a sequence that any language makes alike: element i is ((i * 2654435761) mod 2^32) / 2^32 * scale.
"""
import hashlib
import json
import pathlib
import sys

import numpy
import onnxruntime

# file, input shape (None: as declared), scale
MODELS = [
    ("FastestDet.onnx", None, 1),
    ("yolox_nano.onnx", None, 255),
    ("yunet_n_320_320.onnx", None, 255),
    ("yunet_n_640_640.onnx", None, 255),
    ("yunet_n_dynamic.onnx", [2, 3, 160, 224], 255),
    ("ultraface_version-RFB-320.onnx", None, 1),
    ("ultraface_version-slim-320_simplified.onnx", None, 1),
]
SAMPLES = 300


def sequence(shape, scale):
    count = int(numpy.prod(shape))
    bits = (numpy.arange(count, dtype=numpy.uint64) * 2654435761) % (1 << 32)
    return (bits / (1 << 32) * scale).astype(numpy.float32).reshape(shape)


def summary(path, shape, scale):
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    source = session.get_inputs()[0]
    shape = shape or source.shape
    outputs = {}
    for info, value in zip(session.get_outputs(), session.run(None, {source.name: sequence(shape, scale)})):
        step = max(1, value.size // SAMPLES)
        indices = list(range(0, value.size, step if step % 2 else step + 1))
        flat = value.reshape(-1)
        outputs[info.name] = {
            "shape": list(value.shape), "indices": indices, "values": [round(float(flat[i]), 6) for i in indices]}
    return {
        "model": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "onnxruntime": onnxruntime.__version__, "input": source.name, "shape": shape, "scale": scale,
        "outputs": outputs}


def main():
    models, target = map(pathlib.Path, sys.argv[1:3])
    for file, shape, scale in MODELS:
        found = summary(models / file, shape, scale)
        (target / (pathlib.Path(file).stem + ".json")).write_text(json.dumps(found, separators=(",", ":")) + "\n")


main()
