#!/usr/bin/env python3
"""Runs the ONNX project's own backend tests through a command that reads and writes NumPy files.

    pip install onnx==1.23.2 numpy
    Tests/Conformance/run.py [--filter TEXT] [--jobs N] [--report FILE] -- COMMAND...

COMMAND is called as `COMMAND MODEL OUTPUT_DIR NAME=FILE.npy ...`, writes 0.npy, 1.npy ... and exits with 0; what it
prints otherwise is the reason. Prints one line for each case that failed and a table by outcome and operator.
"""
import argparse
import collections
import concurrent.futures
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile

import numpy
import onnx
from onnx import numpy_helper
from onnx.backend.test.case.node import collect_testcases

# What is not a dense tensor of numbers has no use in a detector: these are left out, not failed.
NUMBERS = {onnx.TensorProto.DataType.Value(name) for name in
           "FLOAT UINT8 INT8 UINT16 INT16 INT32 INT64 BOOL FLOAT16 DOUBLE UINT32 UINT64".split()}

LOSSES = {"SoftmaxCrossEntropyLoss", "NegativeLogLikelihoodLoss"}


class Case:
    def __init__(self, name, model, data_sets, rtol, atol):
        self.name, self.model, self.data_sets, self.rtol, self.atol = name, model, data_sets, rtol, atol


def node_cases():
    for case in collect_testcases(None):
        yield Case(case.name, case.model, case.data_sets, case.rtol, case.atol)


def tensors_in(folder, kind, infos):
    found = []
    for index in range(len(list(folder.glob(f"{kind}_*.pb")))):
        tensor = onnx.TensorProto()
        tensor.ParseFromString((folder / f"{kind}_{index}.pb").read_bytes())
        found.append(numpy_helper.to_array(tensor))
    return found


def folder_cases():
    data = pathlib.Path(onnx.__file__).parent / "backend" / "test" / "data"
    for group in ["pytorch-operator", "pytorch-converted", "simple"]:
        for folder in sorted((data / group).iterdir()):
            model = onnx.load(folder / "model.onnx")
            sets = []
            for one in sorted(folder.glob("test_data_set_*")):
                try:
                    sets.append((tensors_in(one, "input", None), tensors_in(one, "output", None)))
                except Exception:  # sequences and optionals are stored in other messages
                    sets.append(None)
            yield Case(f"{group}/{folder.name}", model, sets, 1e-3, 1e-6)


def array(value):
    return numpy_helper.to_array(value) if isinstance(value, onnx.TensorProto) else numpy.asarray(value)


def reason_to_leave_out(case):
    graph = case.model.graph
    values = list(graph.input) + list(graph.output)
    for value in values:
        if not value.type.HasField("tensor_type"):
            return "sequences, maps, optionals"
        if value.type.tensor_type.elem_type == onnx.TensorProto.STRING:
            return "strings"
        if value.type.tensor_type.elem_type not in NUMBERS:
            return "element types beyond NumPy's"
    if any(attribute.HasField("g") or attribute.graphs for node in graph.node for attribute in node.attribute):
        return "subgraphs"
    if any(node.domain not in ("", "ai.onnx") for node in graph.node):
        return "other domains (" + ", ".join(sorted({n.domain for n in graph.node} - {""})) + ")"
    if "training" in case.name or any(a.name == "training_mode" and a.i for n in graph.node for a in n.attribute):
        return "training"
    if any(node.op_type in LOSSES for node in graph.node):
        return "training"
    if len(case.model.functions) > 0:
        return "functions in the model"
    if any(data is None for data in case.data_sets):
        return "sequences, maps, optionals"
    return None


def run(case, command):
    left_out = reason_to_leave_out(case)
    if left_out:
        return "left out", left_out
    initializers = {tensor.name for tensor in case.model.graph.initializer}
    names = [value.name for value in case.model.graph.input if value.name not in initializers]
    for inputs, outputs in case.data_sets:
        with tempfile.TemporaryDirectory() as folder:
            model = os.path.join(folder, "model.onnx")
            onnx.save(case.model, model)
            arguments = []
            for index, (name, value) in enumerate(zip(names, map(array, inputs))):
                path = os.path.join(folder, f"in{index}.npy")
                numpy.save(path, numpy.ascontiguousarray(value).reshape(value.shape))
                arguments.append(f"{name}={path}")
            try:
                done = subprocess.run(command + [model, folder] + arguments, capture_output=True, timeout=120)
            except subprocess.TimeoutExpired:
                return "failed", "takes more than two minutes"
            message = (done.stdout + done.stderr).decode(errors="replace").replace(folder, "").strip()
            if done.returncode < 0:
                return "failed", f"crash: {signal.Signals(-done.returncode).name}"
            if "lacks" in message:
                return "missing", message.split("lacks: ")[-1]
            if done.returncode != 0:
                return "failed", message.splitlines()[-1] if message else f"exit {done.returncode}"
            problem = differs(case, folder, outputs)
            if problem:
                return "failed", problem
    return "passed", ""


def differs(case, folder, outputs):
    for index, expected in enumerate(outputs):
        path = os.path.join(folder, f"{index}.npy")
        if not case.model.graph.output[index].name:
            continue
        if not os.path.exists(path):
            return f"no output {index}"
        found, expected = numpy.load(path), array(expected)
        if found.dtype != expected.dtype:
            return f"output {index} is {found.dtype}, not {expected.dtype}"
        if found.shape != expected.shape:
            return f"output {index} is of shape {found.shape}, not {expected.shape}"
        if not numpy.allclose(found, expected, rtol=case.rtol, atol=case.atol, equal_nan=True):
            worst = numpy.nanmax(numpy.abs(found.astype(numpy.float64) - expected.astype(numpy.float64)))
            return f"output {index} differs by up to {worst:.3g}"
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--filter", default="")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--share", type=int, default=1, help="only every N-th case")
    parser.add_argument("--report", help="write all outcomes as JSON")
    parser.add_argument("command", nargs="+")
    options = parser.parse_args()
    cases = [case for case in list(node_cases()) + list(folder_cases()) if options.filter in case.name]
    cases = cases[::options.share]
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        outcomes = list(pool.map(lambda case: run(case, options.command), cases))
    report(cases, outcomes, options.report)
    return 1 if any(outcome == "failed" for outcome, _ in outcomes) else 0


def report(cases, outcomes, file):
    table = collections.Counter(outcome for outcome, _ in outcomes)
    for case, (outcome, reason) in zip(cases, outcomes):
        if outcome == "failed":
            print(f"failed {case.name}: {reason}")
    print(f"\n| outcome | cases |\n|---|---|\n| all | {len(cases)} |")
    for outcome in ["passed", "failed", "missing", "left out"]:
        print(f"| {outcome} | {table[outcome]} |")
    for outcome in ["left out", "missing"]:
        print(f"\n| {outcome} because of | cases |\n|---|---|")
        for reason, count in collections.Counter(r for o, r in outcomes if o == outcome).most_common():
            print(f"| {reason} | {count} |")
    if file:
        entries = [{"case": c.name, "outcome": o, "reason": r} for c, (o, r) in zip(cases, outcomes)]
        pathlib.Path(file).write_text(json.dumps(entries, indent=1) + "\n")


sys.exit(main())
