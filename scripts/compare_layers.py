#!/usr/bin/env python3
"""Compares what Vedette and ONNX Runtime make of a model on random inputs, and where they differ, layer by layer.

    pip install -r Tests/requirements.txt
    scripts/compare_layers.py MODEL.onnx...
    scripts/compare_layers.py --all --shape images=1x3x416x416 MODEL.onnx    # every layer, differing or not

First the model as it is, which is what Vedette fuses and optimises; where an output differs, or with --all, once more with
every intermediate tensor as an output, in the graph's order: the first line is the layer to look at. Exit status 1 where
an output differs by more than the tolerance.
"""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

import numpy
import onnx
import onnxruntime

ROOT = pathlib.Path(__file__).resolve().parent.parent


def session(path, optimised=True):
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    if not optimised:
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def random_inputs(found, shapes, scale, seed):
    """One array an input; a side that the model leaves open is 1 unless --shape says otherwise."""
    random = numpy.random.default_rng(seed)
    arrays = {}
    for value in found.get_inputs():
        shape = shapes.get(value.name, shapes.get("")) or [s if isinstance(s, int) else 1 for s in value.shape]
        kind = value.type.removeprefix("tensor(").removesuffix(")")
        kind = {"float": "float32", "double": "float64"}.get(kind, kind)
        if kind.startswith("float"):
            arrays[value.name] = (random.random(shape) * scale).astype(kind)
        elif kind == "bool":
            arrays[value.name] = random.random(shape) < 0.5
        else:
            arrays[value.name] = random.integers(0, 2 if kind.startswith("int") else 255, shape).astype(kind)
    return arrays


def ours(program, path, inputs, folder):
    command = [program, "model", "run", str(path), "--output-dir", f"{folder}/out", "--json"]
    for index, (name, array) in enumerate(inputs.items()):
        numpy.save(f"{folder}/in{index}.npy", array)
        command += ["--input", f"{name}={folder}/in{index}.npy"]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr.strip())
    return {output["name"]: numpy.load(output["file"]) for output in json.loads(done.stdout)["outputs"]}


def difference(found, expected):
    """(the largest difference, the largest number expected); an infinite difference where they cannot be compared."""
    if found.shape != expected.shape or found.dtype != expected.dtype:
        return float("inf"), 0.0
    if found.size == 0:
        return 0.0, 0.0
    a, b = found.astype(numpy.float64), expected.astype(numpy.float64)
    same = (a == b) | (numpy.isnan(a) & numpy.isnan(b))
    with numpy.errstate(invalid="ignore"):
        gap = numpy.where(same, 0, numpy.abs(a - b))
    finite = numpy.abs(b[numpy.isfinite(b)])
    return float(numpy.where(numpy.isnan(gap), numpy.inf, gap).max()), float(finite.max(initial=0))


def opened(path, target):
    """The model with every tensor as an output; returns {tensor: the node that makes it}."""
    model = onnx.load(path)
    kept = {value.name for value in model.graph.output}
    makers = {name: node for node in model.graph.node for name in node.output if name}
    model.graph.output.extend(onnx.ValueInfoProto(name=name) for name in makers if name not in kept)
    # ONNX Runtime infers the types that the file must state.
    types = {value.name: value.type for value in session_of(model, target).get_outputs()}
    names = {"float": "FLOAT", "double": "DOUBLE"}
    for value in model.graph.output:
        kind = types[value.name].removeprefix("tensor(").removesuffix(")")
        value.type.tensor_type.elem_type = onnx.TensorProto.DataType.Value(names.get(kind, kind.upper()))
    onnx.save(model, target)
    return makers


def session_of(model, target):
    onnx.save(model, target)
    return session(target, optimised=False)


def compare(path, options):
    """Whether all outputs agree."""
    shapes = {name: [int(side) for side in shape.split("x")]
              for name, _, shape in (text.rpartition("=") for text in options.shape)}
    reference = session(path)
    inputs = random_inputs(reference, shapes, options.scale, options.seed)
    with tempfile.TemporaryDirectory() as folder:
        found = ours(options.program, path, inputs, folder)
        agree = True
        print(path)
        for value, expected in zip(reference.get_outputs(), reference.run(None, inputs)):
            gap, size = difference(found[value.name], expected)
            agree &= gap <= options.tolerance * max(1, size)
            print(f"  output {value.name} {list(expected.shape)}: differs by {gap:.3g}, numbers up to {size:.3g}")
        if options.all or not agree:
            layers(path, inputs, options, folder)
    return agree


def layers(path, inputs, options, folder):
    target = pathlib.Path(folder) / "opened.onnx"
    makers = opened(path, target)
    # In the model's folder its external data would be found; a copy elsewhere needs them inside, which save() does.
    reference = session(target, optimised=False)
    found = ours(options.program, target, inputs, folder)
    names = [value.name for value in reference.get_outputs()]
    expected = dict(zip(names, reference.run(None, inputs)))
    shown = 0
    for name, node in makers.items():
        gap, size = difference(found[name], expected[name])
        if options.all or gap > options.tolerance * max(1, size):
            sides = f"{found[name].dtype} {list(found[name].shape)}" if gap == float("inf") else ""
            print(f"  {node.op_type:20} {node.name or name:40} {expected[name].dtype} {list(expected[name].shape)}: "
                  f"differs by {gap:.3g}, numbers up to {size:.3g} {sides}")
            shown += 1
    if not shown:
        print("  every layer by itself agrees: look at what is fused")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", nargs="+", type=pathlib.Path)
    parser.add_argument("--program", default=str(ROOT / ".build" / "release" / "vedette"))
    parser.add_argument("--shape", action="append", default=[], metavar="NAME=1x3x416x416", help="an input's shape")
    parser.add_argument("--scale", type=float, default=1, help="random floats lie between 0 and this (default 1)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tolerance", type=float, default=1e-3, help="of an output's largest number, or of 1")
    parser.add_argument("--all", action="store_true", help="print every layer")
    options = parser.parse_args()
    return 0 if all([compare(path, options) for path in options.models]) else 1


if __name__ == "__main__":
    sys.exit(main())
