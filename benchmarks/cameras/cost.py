#!/usr/bin/env python3
"""What a camera costs, and what it misses: Vedette's decode policies beside ffmpeg, Debian's motion and a pipeline as it
is mostly written today.

    benchmarks/cameras/cost.py [--full] [--rounds 15] [--scenes NAME …] [--json FILE]

Method. The clips are made by scenes.py (their hashes are printed) and read from disk, as fast as each program goes, so
that no sender's time is in any figure. In each round the programs run one after another, in an order turned round every
time; a figure is user plus system time, children included, divided by the clip's length. What a program needs to start
(its time on the clip's first 30 seconds, 2 of the busy one's) is measured in the same round and taken off: the
tables show the steady state, the JSON both. Ratios are taken within a round; their median is printed with a 95 % bootstrap interval. The machine may
be shared: differences under 5 % mean nothing.

    ffmpeg       ffmpeg -threads 1 -i CLIP -f null -
    gate         vedette replay, every frame decoded, motion gate, no detector
    every-frame  vedette replay, every frame decoded, gate, built-in detector at 5 fps
    whole        the same, each picture looked at as a whole, as the reference does, not region by region
    keyframes    as every-frame, keyframes decoded alone
    on-demand    as every-frame, decoded when it pays. Each run begins with an audit of 20 seconds or more, in which everything is
                 decoded: it is taken off with the start, but in the busy scene, where all is decoded anyway
    reference    reference_pipeline.py: ffmpeg, a pipe, OpenCV, ONNX Runtime with the same model at the same size
                 and rate

Recall is the share of every-frame's object and line events that a policy tells of too, within a second. Memory is the
largest resident set. Debian's motion reads streams in real time only: `--motion` serves the first headline scene over
RTSP to it and to `vedette run`, at the same time in every round, and compares the two over --motion-seconds.
"""
import argparse
import json
import os
import pathlib
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

import pairs
import recall
import scenes
from live import Cameras, processor_seconds

ROOT = scenes.ROOT
VEDETTE = pathlib.Path(os.environ.get("VEDETTE", ROOT / ".build/release/vedette"))
MODEL = ROOT / "Sources/CBuiltinModel/builtin.onnx"
POLICIES = ("every-frame", "whole", "keyframes", "on-demand")
PROGRAMS = ("ffmpeg", "gate", *POLICIES, "reference")


def configuration(program, source="rtsp://127.0.0.1/bench", log=None):
    policy = program if program in ("keyframes", "on-demand") else "every-frame"
    detects, regions = (json.dumps(program != other) for other in ("gate", "whole"))
    events = f"events:\n  log: {{path: {log}}}\n" if log else ""
    return (f"cameras:\n  bench:\n    source: {source}\n    decode: {policy}\n"
            f"    detect: {{enabled: {detects}, labels: [person], score: 0.25, fps: 5, regions: {regions}}}\n"
            f"    lines: {{middle: {{from: [0.5, 0], to: [0.5, 1]}}}}\n{events}")


def command(program, clip, folder):
    if program == "ffmpeg":
        return ["ffmpeg", "-v", "error", "-nostdin", "-threads", "1", "-i", clip, "-f", "null", "-"]
    if program == "reference":
        return [sys.executable, pathlib.Path(__file__).with_name("reference_pipeline.py"), clip, MODEL]
    path = folder / f"{program}.yaml"
    path.write_text(configuration(program))
    return [VEDETTE, "replay", "--config", path, "--camera", "bench", clip]


def measure(scene, programs, rounds, clips, folder):
    """A scene's row of the result: costs a stream-second, ratios, recall."""
    clip = scenes.make(scene, clips)
    # Decoding on demand has ended its first audit by then; where somebody always walks there is nothing to wait for.
    head = 2 if scene.content == "busy" else 30
    short = scenes.beginning(clip, head)
    print(f"{scene.name}, {scene.seconds} s, sha256 {scenes.digest(clip)[:16]}")
    runs = {}
    for program in programs:
        for label, path in ((program, clip), (f"{program} start", short)):
            runs[label] = lambda program=program, path=path: pairs.run(command(program, path, folder))
    costs = pairs.alternate(runs, rounds, say=lambda line: print(line, flush=True) if sys.stdout.isatty() else None)
    steady = {}
    span = scene.seconds - head
    for program in programs:
        pairs_of = zip(costs[program], costs[f"{program} start"])
        steady[program] = [max(whole.seconds - start.seconds, 1e-4) / span for whole, start in pairs_of]
    found = {policy: recall.events(costs[policy][0].output) for policy in POLICIES if policy in programs}
    wanted = found.get("every-frame", [])
    row = {"scene": scene.name, "seconds": scene.seconds, "sha256": scenes.digest(clip), "rounds": rounds, "programs": {}}
    for program in programs:
        row["programs"][program] = {
            "cpu_ms_a_stream_second": 1000 * statistics.median(steady[program]),
            "start_cpu_seconds": statistics.median(cost.seconds for cost in costs[f"{program} start"]),
            "peak_mb": statistics.median(cost.megabytes for cost in costs[program]),
            "ratio_to_ffmpeg": pairs.ratio(steady[program], steady["ffmpeg"]),
            "steady": steady[program],
        }
        if program in found:
            row["programs"][program]["recall"] = recall.recall(found[program], wanted)
            row["programs"][program]["events"] = len(found[program])
        if program in POLICIES and "reference" in steady:
            row["programs"][program]["reference_to_it"] = pairs.ratio(steady["reference"], steady[program])
    return row


def show(row):
    print(f"\n{row['scene']}\n  {'':12}{'mCPU-s/s':>9}{'÷ ffmpeg':>10}{'95 %':>15}{'reference ÷':>13}"
          f"{'peak MB':>9}{'events':>8}{'recall':>8}")
    for program, figures in row["programs"].items():
        low, middle, high = figures["ratio_to_ffmpeg"]
        missed = figures.get("recall")
        # A saving is shown with what it missed, or not at all.
        fewer = f"{figures['reference_to_it'][1]:.1f}" if "reference_to_it" in figures else ""
        told = f"{figures['events']:8}" if "events" in figures else " " * 8
        print(f"  {program:12}{figures['cpu_ms_a_stream_second']:9.1f}{middle:10.3f}{f'{low:.3f}–{high:.3f}':>15}"
              f"{fewer:>13}{figures['peak_mb']:9.0f}{told}{'' if missed is None else f'{missed:8.3f}'}")
    print(flush=True)


def against_motion(scene, rounds, seconds, clips, folder):
    """Debian's motion and the daemon's gate, side by side on one RTSP stream each, in real time."""
    if not shutil.which("motion"):
        print("motion is not installed (apt-get install motion): left out", file=sys.stderr)
        return None
    clip = scenes.make(scene, clips)
    ratios = {"motion": [], "gate": []}
    with Cameras({"bench": clip}) as cameras:
        (folder / "motion.conf").write_text(
            f"daemon off\nsetup_mode off\nlog_level 4\nnetcam_url {cameras.urls['bench']}\nnetcam_use_tcp on\n"
            f"width 1920\nheight 1080\nframerate {scenes.FPS}\npicture_output off\nmovie_output off\n"
            f"webcontrol_port 0\nstream_port 0\ntarget_dir {folder}\n")
        (folder / "live.yaml").write_text(
            configuration("gate", cameras.urls["bench"], folder / "events.jsonl"))
        for turn in range(rounds):
            children = {"motion": ["motion", "-n", "-c", folder / "motion.conf"],
                        "gate": [VEDETTE, "run", "--config", folder / "live.yaml"]}
            order = list(children) if turn % 2 == 0 else list(reversed(children))
            for name in order:
                child = subprocess.Popen([str(part) for part in children[name]], stdout=subprocess.DEVNULL,
                                         stderr=subprocess.DEVNULL)
                try:
                    time.sleep(4)
                    before = processor_seconds(child.pid)
                    time.sleep(seconds)
                    ratios[name].append((processor_seconds(child.pid) - before) / seconds)
                finally:
                    child.terminate()
                    child.wait(15)
    low, middle, high = pairs.ratio(ratios["gate"], ratios["motion"])
    print(f"{scene.name} over RTSP: gate {1000 * statistics.median(ratios['gate']):.1f}, motion "
          f"{1000 * statistics.median(ratios['motion']):.1f} mCPU-s/s; gate ÷ motion {middle:.2f} ({low:.2f}–{high:.2f})\n")
    return {"scene": scene.name, "steady": ratios, "gate_to_motion": (low, middle, high)}


def machine():
    ffmpeg = subprocess.run(["ffmpeg", "-version"], capture_output=True, text=True).stdout.split()[2]
    model = next((line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "?")
    return {"cpu": model, "cores": os.cpu_count(), "system": platform.release(), "ffmpeg": ffmpeg,
            "load": os.getloadavg()[0], "vedette": subprocess.run(
                [VEDETTE, "--version"], capture_output=True, text=True).stdout.strip()}


def main():
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    cli.add_argument("--full", action="store_true", help="every dimension varied, not the headline scenes alone")
    cli.add_argument("--rounds", type=int, default=15)
    cli.add_argument("--scenes", nargs="*", help="only scenes whose name begins so")
    cli.add_argument("--programs", nargs="*", default=list(PROGRAMS), choices=PROGRAMS)
    cli.add_argument("--motion", action="store_true", help="compare with Debian's motion too, in real time")
    cli.add_argument("--motion-seconds", type=float, default=10)
    cli.add_argument("--clips", type=pathlib.Path, default=ROOT / ".build/bench/clips", help="where clips are kept")
    cli.add_argument("--json", type=pathlib.Path, help="write all figures to this file")
    args = cli.parse_args()
    if not scenes.CORRIDOR.exists():
        sys.exit(f"{scenes.CORRIDOR} is not there: set VEDETTE_MATERIAL to the folder that holds video/")
    chosen = [scene for scene in (scenes.FULL if args.full else scenes.HEADLINE)
              if not args.scenes or any(scene.name.startswith(name) for name in args.scenes)]
    programs = [name for name in PROGRAMS if name in {"ffmpeg", *args.programs}]
    result = {"machine": machine(), "rows": [], "motion": None}
    print(json.dumps(result["machine"]))
    with tempfile.TemporaryDirectory() as folder:
        for scene in chosen:
            result["rows"].append(measure(scene, programs, args.rounds, args.clips, pathlib.Path(folder)))
            show(result["rows"][-1])
            write(result, args.json)
        if args.motion:
            result["motion"] = against_motion(
                scenes.HEADLINE[0], args.rounds, args.motion_seconds, args.clips, pathlib.Path(folder))
    write(result, args.json)


def write(result, path):
    if path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
