#!/usr/bin/env python3
"""Measures Vedette's engine against ONNX Runtime, OpenVINO and ncnn: one thread, fp32, the same machine and run.

    make bench-inference
    benchmarks/inference.py --models MODELS_FOLDER --rounds 21 --json result.json FastestDet dense

Then the engine alone: two workers beside one, the process's memory and the model's load (--workers for only these).

All take turns in short blocks of runs, first in one order, then in the other (A B C C B A), so that what else the machine
does hits all alike; a round's ratio is that of the blocks' medians, and the table has the median of the rounds' ratios.
Every runtime times its own runs, without its start, its reading of the model and its warm-up; its answers are compared
with ONNX Runtime's, and one that differs is left out with a line.
"""
import argparse
import hashlib
import importlib.metadata
import importlib.util
import json
import multiprocessing
import os
import pathlib
import platform
import statistics
import subprocess
import sys
import tempfile
import time

# One thread for whatever a library starts by itself.
os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy

import dense_detector

ROOT = pathlib.Path(__file__).resolve().parent.parent
BLOCK_SECONDS = 0.06
WARM_UP = 10

# name, file in the models' folder (None: built here), what its pictures are multiplied by, must, aim
MODELS = [
    ("FastestDet", "FastestDet.onnx", 1, 1.2, 0.9),
    ("YOLOX-Nano", "yolox_nano.onnx", 255, 1.2, 0.85),
    ("YuNet-n 640", "yunet_n_640_640.onnx", 255, 1.2, 0.9),
    ("UltraFace RFB-320", "ultraface_version-RFB-320.onnx", 1, 1.2, 0.9),
    ("dense", None, 1, 1.4, 1.0),
    ("dense int8", None, 1, 0.5, 0.35),
]


class Unavailable(Exception):
    """Why a runtime takes no part, in plain words."""


# --- The runtimes: run(count) gives nanoseconds, outputs() the arrays in the graph's order


class Vedette:
    name = "Vedette"

    def __init__(self, path, picture, program, **_):
        self.path, self.picture, self.program = path, picture, program
        self.version = subprocess.run([program, "--version"], capture_output=True, text=True).stdout.strip()
        self.process = subprocess.Popen(
            [program, "bench", "model", "--serve", "--warmup", str(WARM_UP), path],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        if self.process.stdout.readline() != "ready\n":
            raise Unavailable(self.process.stderr.read().strip())

    def run(self, count):
        self.process.stdin.write(f"{count}\n")
        self.process.stdin.flush()
        return [int(text) for text in self.process.stdout.readline().split()]

    def outputs(self):
        with tempfile.TemporaryDirectory() as folder:
            numpy.save(f"{folder}/in.npy", self.picture)
            done = subprocess.run([self.program, "model", "run", self.path, "--input", f"{folder}/in.npy",
                                   "--output-dir", folder, "--json"], capture_output=True, text=True, check=True)
            return [numpy.load(output["file"]) for output in json.loads(done.stdout)["outputs"]]

    def close(self):
        self.process.stdin.close()
        self.process.wait()


class Timed:
    """A runtime in this process; `once` runs it."""

    def run(self, count):
        times = []
        for _ in range(count):
            begin = time.perf_counter_ns()
            self.once()
            times.append(time.perf_counter_ns() - begin)
        return times

    def close(self):
        pass


class OnnxRuntime(Timed):
    name = "ONNX Runtime"

    def __init__(self, path, picture, **_):
        import onnxruntime
        self.version = onnxruntime.__version__
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self.session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        # Bound once, so that no array is copied or made in a run.
        self.binding = self.session.io_binding()
        self.binding.bind_cpu_input(self.session.get_inputs()[0].name, picture)
        for output in self.session.get_outputs():
            self.binding.bind_output(output.name)

    def once(self):
        self.session.run_with_iobinding(self.binding)

    def outputs(self):
        self.once()
        return self.binding.copy_outputs_to_cpu()


class OpenVINO(Timed):
    name = "OpenVINO"

    def __init__(self, path, picture, **_):
        import openvino
        self.version = openvino.__version__.split("-")[0]
        compiled = openvino.Core().compile_model(path, "CPU", {
            "INFERENCE_NUM_THREADS": 1, "NUM_STREAMS": 1, "PERFORMANCE_HINT": "LATENCY",
            "INFERENCE_PRECISION_HINT": "f32", "ENABLE_CPU_PINNING": False})
        self.count = len(compiled.outputs)
        self.request = compiled.create_infer_request()
        self.request.set_input_tensor(openvino.Tensor(picture))

    def once(self):
        self.request.infer()

    def outputs(self):
        self.once()
        return [self.request.get_output_tensor(index).data.copy() for index in range(self.count)]


class NCNN(Timed):
    name = "ncnn"

    def __init__(self, path, picture, folder, **_):
        import ncnn
        self.version = importlib.metadata.version("ncnn")
        self.count, stem = self.converted(path, picture, folder)
        self.net = ncnn.Net()
        self.net.opt.num_threads = 1
        for option in ("use_fp16_packed", "use_fp16_storage", "use_fp16_arithmetic", "use_bf16_storage"):
            if hasattr(self.net.opt, option):
                setattr(self.net.opt, option, False)
        if self.net.load_param(f"{stem}.ncnn.param") or self.net.load_model(f"{stem}.ncnn.bin"):
            raise Unavailable("ncnn cannot load what pnnx wrote")
        self.array = picture[0].copy()
        self.input = ncnn.Mat(self.array)

    @staticmethod
    def converted(path, picture, folder):
        """pnnx's own program turns ONNX into ncnn's format; the wheel's Python part would need PyTorch."""
        spec = importlib.util.find_spec("pnnx")
        if spec is None:
            raise Unavailable("the package pnnx, which converts models, is not here")
        program = pathlib.Path(spec.submodule_search_locations[0]) / "pnnx"
        import onnx
        model = onnx.load(path)
        merge_focus(model.graph)
        copy = pathlib.Path(folder) / "converted.onnx"
        onnx.save(model, copy)
        shape = ",".join(str(side) for side in picture.shape)
        done = subprocess.run([program, copy, "fp16=0", f"inputshape=[{shape}]"], cwd=folder, capture_output=True)
        stem = str(copy.with_suffix(""))
        if done.returncode or not os.path.exists(f"{stem}.ncnn.param"):
            raise Unavailable("pnnx does not convert the model")
        return len(model.graph.output), stem

    def once(self):
        with self.net.create_extractor() as extractor:
            extractor.input("in0", self.input)
            self.found = [extractor.extract(f"out{index}") for index in range(self.count)]

    def outputs(self):
        self.once()
        if any(status for status, _ in self.found):
            raise Unavailable("ncnn does not run the converted model")
        return [numpy.array(mat) for _, mat in self.found]


def merge_focus(graph):
    """YOLOX's focus, of which ncnn has no layer, and the 3x3 convolution behind it as the 6x6 convolution they equal.

    The focus stacks the pixels at (y, x) = (0, 0), (1, 0), (0, 1), (1, 1) of each 2x2 square, three channels each.
    """
    from onnx import helper, numpy_helper
    makers = {name: node for node in graph.node for name in node.output}
    picture = graph.input[0].name

    def slices(name):
        found = []
        while name in makers and makers[name].op_type == "Slice":
            found.append(makers[name])
            name = makers[name].input[0]
        return found if name == picture else []

    for conv in [node for node in graph.node if node.op_type == "Conv"]:
        joined = makers.get(conv.input[0])
        if joined is None or joined.op_type != "Concat" or len(joined.input) != 4:
            continue
        parts = [node for name in joined.input for node in slices(name)]
        if not all(slices(name) for name in joined.input):
            continue
        stored = next(t for t in graph.initializer if t.name == conv.input[1])
        small = numpy_helper.to_array(stored)
        large = numpy.zeros((small.shape[0], 3, 6, 6), small.dtype)
        for part, (y, x) in enumerate([(0, 0), (1, 0), (0, 1), (1, 1)]):
            large[:, :, y::2, x::2] = small[:, 3 * part:3 * part + 3]
        stored.CopyFrom(numpy_helper.from_array(large, stored.name))
        conv.input[0] = picture
        del conv.attribute[:]
        conv.attribute.extend([helper.make_attribute("kernel_shape", [6, 6]), helper.make_attribute("strides", [2, 2]),
                               helper.make_attribute("pads", [2, 2, 2, 2])])
        for node in [joined] + parts:
            if node in graph.node:
                graph.node.remove(node)
        return


# --- Measuring


def contenders(name, path, picture, options, folder):
    """(label, runtime) for each that gives the right answer, Vedette first; what is left out is printed."""
    wanted = [(runtime.name, runtime, path) for runtime in (Vedette, OnnxRuntime, OpenVINO, NCNN)]
    if name.endswith("int8"):
        # The bar for int8 is the fastest fp32 there was; ncnn has no QDQ.
        wanted = wanted[:3] + [("ONNX Runtime fp32", OnnxRuntime, path.replace("-int8", ""))]
    truth = OnnxRuntime(path, picture).outputs()
    chosen = []
    for label, kind, file in wanted:
        try:
            runtime = kind(file, picture, program=options.program, folder=folder)
            if file == path:
                require_agreement(runtime.outputs(), truth, loose=name.endswith("int8"))
            runtime.run(WARM_UP)
            chosen.append((label, runtime))
        except (Unavailable, ImportError) as reason:
            print(f"{name}: {label} is left out: {reason}", file=sys.stderr)
    return chosen


def require_agreement(found, truth, loose):
    """The same numbers in the same order; quantized graphs may round differently, and add up."""
    if len(found) != len(truth):
        raise Unavailable(f"{len(found)} outputs, not {len(truth)}")
    for one, other in zip(found, truth):
        if one.size != other.size:
            raise Unavailable(f"an output has {one.size} numbers, not {other.size}")
        worst = numpy.abs(one.reshape(-1) - other.reshape(-1)).max() / max(1e-6, numpy.abs(other).max())
        if not worst < (0.2 if loose else 1e-3):
            raise Unavailable(f"an answer differs by {worst:.2g} of the largest")


def measured(chosen, rounds):
    """label: every run's nanoseconds, and each round's median."""
    counts = {label: max(3, round(BLOCK_SECONDS / (statistics.median(runtime.run(5)) / 1e9)))
              for label, runtime in chosen}
    times = {label: [] for label, _ in chosen}
    medians = {label: [] for label, _ in chosen}
    for number in range(rounds):
        for label, runtime in chosen if number % 2 == 0 else reversed(chosen):
            block = runtime.run(counts[label])
            times[label] += block
            medians[label].append(statistics.median(block))
    return times, medians


def result(name, path, picture, bars, options, folder):
    chosen = contenders(name, path, picture, options, folder)
    if not chosen or chosen[0][0] != Vedette.name:
        return None
    times, medians = measured(chosen, options.rounds)
    ours = medians[Vedette.name]
    entries = []
    for label, runtime in chosen:
        ratios = [a / b for a, b in zip(ours, medians[label])]
        entries.append(dict(
            runtime=label, version=runtime.version, runs=len(times[label]),
            p50_milliseconds=float(numpy.percentile(times[label], 50)) / 1e6,
            p95_milliseconds=float(numpy.percentile(times[label], 95)) / 1e6,
            ratio=statistics.median(ratios), ratio_quartiles=statistics.quantiles(ratios, n=4)[::2]))
        runtime.close()
    rivals = [e for e in entries[1:] if not name.endswith("int8") or e["runtime"].endswith("fp32")]
    best = max(rivals, key=lambda e: e["ratio"], default=None)
    return dict(model=name, sha256=hashlib.sha256(pathlib.Path(path).read_bytes()).hexdigest(),
                input=list(picture.shape), warm_up=WARM_UP, rounds=options.rounds, must=bars[0], aim=bars[1],
                best=best and best["runtime"], ratio=best and best["ratio"], runtimes=entries)


def show(one):
    print(f"\n### {one['model']}  ({'×'.join(map(str, one['input']))}, {one['sha256'][:12]})\n")
    print("| runtime | p50 ms | p95 ms | runs | Vedette's time to its (median of rounds, quartiles) |\n|---|---|---|---|---|")
    for e in one["runtimes"]:
        low, high = e["ratio_quartiles"]
        ratio = "" if e["runtime"] == Vedette.name else f"{e['ratio']:.2f} ({low:.2f} to {high:.2f})"
        print(f"| {e['runtime']} {e['version']} | {e['p50_milliseconds']:.2f} | {e['p95_milliseconds']:.2f} "
              f"| {e['runs']} | {ratio} |")


def summary(results):
    print("\n| model | against | ratio | must | aim |\n|---|---|---|---|---|")
    for one in results:
        if one["best"]:
            state = "aim met" if one["ratio"] <= one["aim"] else "met" if one["ratio"] <= one["must"] else "NOT met"
            print(f"| {one['model']} | {one['best']} | {one['ratio']:.2f} | {one['must']} {state} | {one['aim']} |")


# --- The engine alone

# What two workers on two cores must do beside one, what the process may take and how long a load may last.
WORKERS_MUST, MEMORY_MUST, LOAD_MUST = 1.9, 60e6, 300


def benched(program, path, threads):
    done = subprocess.run([program, "bench", "model", path, "--threads", str(threads), "--runs", "100", "--json"],
                          capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def hash_for_a_while(barrier, rates):
    """A loop that needs a core and nothing else: its 16 KB stay in the nearest cache."""
    block, count = bytes(16384), 0
    barrier.wait()
    begin = time.perf_counter()
    while time.perf_counter() - begin < 0.5:
        for _ in range(50):
            hashlib.sha256(block).digest()
        count += 50
    rates.put(count / (time.perf_counter() - begin))


def hash_rate(count):
    """Blocks a second of so many processes together."""
    context = multiprocessing.get_context("fork")
    barrier, rates = context.Barrier(count), context.Queue()
    processes = [context.Process(target=hash_for_a_while, args=(barrier, rates)) for _ in range(count)]
    for process in processes:
        process.start()
    total = sum(rates.get() for _ in processes)
    for process in processes:
        process.join()
    return total


def workers(path, options):
    """One and two workers in turns, each time a process of its own; a pair's ratio is that of the runs a second.

    Two cores are not always twice one: they may be one core's two threads, share its clock, or be wanted by what else the
    machine does, which takes from two workers more than from one. So there is a ceiling, the same ratio of a loop that
    shares nothing; and a ratio that leaves out what else runs: twice the time of a core that a run takes alone, to the
    time of a core that it takes beside another.
    """
    pairs = []
    for number in range(options.rounds):
        order = (1, 2) if number % 2 == 0 else (2, 1)
        found = {threads: (benched(options.program, path, threads), hash_rate(threads)) for threads in order}
        pairs.append((found[1][0], found[2][0], found[2][1] / found[1][1]))
    ratios = [two["runs_per_second"] / one["runs_per_second"] for one, two, _ in pairs]
    def quartiles(numbers):
        return dict(median=statistics.median(numbers), quartiles=statistics.quantiles(numbers, n=4)[::2])
    return dict(
        model=path, pairs=len(pairs), load_average=os.getloadavg(),
        two_to_one=quartiles(ratios), ceiling=quartiles([ceiling for _, _, ceiling in pairs]),
        two_to_one_to_ceiling=quartiles([ratio / ceiling for ratio, (_, _, ceiling) in zip(ratios, pairs)]),
        two_to_one_by_processor_time=quartiles(
            [2 * one["processor_milliseconds"] / two["processor_milliseconds"] for one, two, _ in pairs]),
        peak_memory_bytes=quartiles([one["peak_memory_bytes"] for one, _, _ in pairs]),
        peak_memory_bytes_of_two=quartiles([two["peak_memory_bytes"] for _, two, _ in pairs]),
        load_milliseconds=quartiles([one["load_milliseconds"] for one, _, _ in pairs]))


def show_workers(found):
    def row(name, key, scale, unit, must, is_met):
        one = found[key]
        low, high = (number / scale for number in one["quartiles"])
        state = "" if must is None else f"{must} {'met' if is_met(one['median']) else 'NOT met'}"
        print(f"| {name} | {one['median'] / scale:.2f}{unit} ({low:.2f} to {high:.2f}) | {state} |")
    print(f"\n### {os.path.basename(found['model'])}, {found['pairs']} pairs of processes, load average "
          f"{found['load_average'][0]:.1f}\n\n| what | median (quartiles) | must |\n|---|---|---|")
    row("two workers to one, runs a second", "two_to_one", 1, "", f"≥ {WORKERS_MUST}", lambda x: x >= WORKERS_MUST)
    row("the same of a loop that only hashes: the ceiling here", "ceiling", 1, "", None, None)
    row("Vedette's to that ceiling", "two_to_one_to_ceiling", 1, "", None, None)
    row("two workers to one, by time of a core", "two_to_one_by_processor_time", 1, "", None, None)
    row("memory of the process, one worker", "peak_memory_bytes", 1e6, " MB", f"≤ {MEMORY_MUST / 1e6:.0f} MB",
        lambda x: x <= MEMORY_MUST)
    row("memory of the process, two workers", "peak_memory_bytes_of_two", 1e6, " MB", None, None)
    row("load of the model", "load_milliseconds", 1, " ms", f"≤ {LOAD_MUST} ms", lambda x: x <= LOAD_MUST)


def processor():
    lines = pathlib.Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.split(": ")[1] for line in lines if line.startswith("model name")), platform.machine())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=str(ROOT / ".build" / "release" / "vedette"))
    parser.add_argument("--models", type=pathlib.Path, help="folder of the published models",
                        default=pathlib.Path(os.environ.get("VEDETTE_MATERIAL", ROOT / "../shared/material")) / "models")
    parser.add_argument("--rounds", type=int, default=21, help="rounds of alternating blocks, at least 15 to be quoted")
    parser.add_argument("--workers", action="store_true", help="only two workers beside one, memory and load")
    parser.add_argument("--json", type=pathlib.Path, help="write all figures to this file")
    parser.add_argument("only", nargs="*", help="only these models: " + ", ".join(f"'{m[0]}'" for m in MODELS))
    options = parser.parse_args()
    results = []
    print(f"{processor()}, {os.cpu_count()} cores, {platform.system()} {platform.release()}")
    with tempfile.TemporaryDirectory() as folder:
        for name, file, scale, must, aim in MODELS:
            if options.workers or (options.only and name not in options.only):
                continue
            path = str(options.models / file) if file else built(name, folder)
            if path is None or not os.path.exists(path):
                print(f"{name}: left out: there is no {path}", file=sys.stderr)
                continue
            one = result(name, path, picture_for(path, scale), (must, aim), options, folder)
            if one:
                show(one)
                results.append(one)
    if results:
        summary(results)
    nano = options.models / "yolox_nano.onnx"
    alone = workers(str(nano), options) if nano.exists() and not options.only else None
    if alone:
        show_workers(alone)
    if options.json:
        about = dict(processor=processor(), cores=os.cpu_count(), system=platform.platform(), threads=1)
        options.json.write_text(json.dumps(dict(machine=about, results=results, workers=alone), indent=1) + "\n")


def built(name, folder):
    import onnx
    fp32 = os.path.join(folder, "dense.onnx")
    if not os.path.exists(fp32):
        onnx.save(dense_detector.build(), fp32)
    if not name.endswith("int8"):
        return fp32
    int8 = os.path.join(folder, "dense-int8.onnx")
    dense_detector.quantize(fp32, int8)
    return int8


def picture_for(path, scale):
    import onnx
    tensor = onnx.load(path, load_external_data=False).graph.input[0].type.tensor_type
    shape = [dim.dim_value for dim in tensor.shape.dim]
    return (numpy.random.default_rng(1).random(shape, numpy.float32) * scale).astype(numpy.float32)


if __name__ == "__main__":
    main()
