"""Tracks of `vedette replay` and of ByteTrack on the same model's detections, scored against truth in one run.

    compare.py --clip CLIP --truth GT.txt --model MODEL.onnx [--fps 10 5] [--json FILE]

Method: `vedette replay --format mot` runs the daemon's own pipeline (motion gate, regions, detector, tracker), once as it
is by default and once without gate and regions, so that every frame is looked at whole. `vedette detect` gives the
model's whole-frame detections with a score above 0.15, and `supervision.ByteTrack` makes tracks of every N-th
frame's. All are scored by PyPI's motmetrics: IoU 0.5, truth thinned to the same frames, entries of the truth with a
confidence below 1 left out (what is tracked there counts as false). Without --clip the material named by
VEDETTE_MATERIAL, or ../shared/material, is used.
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile
import warnings

import numpy as np

np.asfarray = lambda values, dtype=float: np.asarray(values, dtype=dtype)  # motmetrics 1.4 with NumPy 2
warnings.filterwarnings("ignore")

import motmetrics  # noqa: E402
import supervision  # noqa: E402

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
MATERIAL = os.environ.get("VEDETTE_MATERIAL", os.path.join(ROOT, "..", "shared", "material"))
NAMES = ["idf1", "mota", "num_switches", "num_fragmentations", "recall", "precision"]


def arguments():
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("--clip", default=os.path.join(MATERIAL, "video/pets09-s2l1.mp4"))
    cli.add_argument("--truth", default=os.path.join(MATERIAL, "tracks/pets09-s2l1.gt.txt"))
    cli.add_argument("--model", default=os.path.join(MATERIAL, "models/yolox_nano.onnx"))
    cli.add_argument("--label", default="person")
    cli.add_argument("--rate", type=float, default=10, help="the clip's frames a second (default: 10)")
    cli.add_argument("--fps", type=float, nargs="+", default=[10, 5], help="frames to look at a second; divide --rate")
    cli.add_argument("--vedette", default=os.path.join(ROOT, ".build/release/vedette"))
    cli.add_argument("--json", help="write the figures to this file as well")
    return cli.parse_args()


def replay(options, fps, whole):
    """MOTChallenge lines of the daemon's own pipeline."""
    look = "regions: false, " if whole else ""
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
        file.write(
            f"cameras:\n  clip:\n    source: {json.dumps(os.path.abspath(options.clip))}\n"
            f"    detect: {{{look}fps: {fps:g}, labels: [{options.label}]}}\n"
            + ("    motion: {enabled: false}\n" if whole else "")
            + f"detector: {{model: {json.dumps(os.path.abspath(options.model))}}}\n")
        file.flush()
        command = [options.vedette, "replay", "--config", file.name, "--camera", "clip", "--format", "mot", options.clip]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def detections(options):
    """A list a frame of (x1, y1, x2, y2, score), in pixels."""
    command = [options.vedette, "detect", "--model", options.model, "--json", "--score", "0.15", "--labels",
               options.label, options.clip]
    width, height = size(options.clip)
    frames = {}
    for line in subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines():
        frame = json.loads(line)
        frames[frame["frame"]] = [
            (one["box"]["left"] * width, one["box"]["top"] * height, one["box"]["right"] * width,
             one["box"]["bottom"] * height, one["score"]) for one in frame["detections"]]
    return frames


def size(clip):
    command = ["ffprobe", "-v", "error", "-select_streams", "v:0", "-show_entries", "stream=width,height", "-of",
               "csv=p=0", clip]
    width, height = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip().split(",")[:2]
    return int(width), int(height)


def bytetrack(frames, step, fps):
    """The anchor, with its own defaults, told the rate at which it is fed."""
    tracker = supervision.ByteTrack(frame_rate=fps)
    lines = []
    for number in sorted(frames):
        if number % step:
            continue
        rows = np.array(frames[number], dtype=float).reshape(-1, 5)
        seen = supervision.Detections(
            xyxy=rows[:, :4], confidence=rows[:, 4], class_id=np.zeros(len(rows), dtype=int))
        tracks = tracker.update_with_detections(seen)
        for box, name in zip(tracks.xyxy, tracks.tracker_id):
            lines.append(f"{number},{name},{box[0]:.2f},{box[1]:.2f},{box[2] - box[0]:.2f},{box[3] - box[1]:.2f},1,-1,-1,-1")
    return "\n".join(lines) + "\n"


def score(truth, lines, step):
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write(lines)
        file.flush()
        tracks = motmetrics.io.loadtxt(file.name, fmt="mot15-2D")
    thinned = truth[truth.index.get_level_values(0) % step == 0]
    compared = motmetrics.utils.compare_to_groundtruth(thinned, tracks, "iou", distth=0.5)
    row = motmetrics.metrics.create().compute(compared, metrics=NAMES).iloc[0]
    return {name: round(float(row[name]), 4) for name in NAMES}


def main():
    options = arguments()
    truth = motmetrics.io.loadtxt(options.truth, fmt="mot15-2D", min_confidence=1)
    frames = detections(options)
    print(f"{'':34}{'IDF1':>7}{'MOTA':>7}{'switches':>10}{'fragments':>11}{'recall':>8}{'precision':>11}")
    figures = {}
    for fps in options.fps:
        step = round(options.rate / fps)
        runs = {
            "vedette, gate and regions": lambda: replay(options, fps, whole=False),
            "vedette, whole frames": lambda: replay(options, fps, whole=True),
            f"ByteTrack, supervision {supervision.__version__}": lambda: bytetrack(frames, step, fps),
        }
        for name, run in runs.items():
            figures[f"{name}, {fps:g} fps"] = row = score(truth, run(), step)
            print(f"{name + f', {fps:g} fps':34}{row['idf1']:7.3f}{row['mota']:7.3f}{row['num_switches']:10.0f}"
                  f"{row['num_fragmentations']:11.0f}{row['recall']:8.3f}{row['precision']:11.3f}", flush=True)
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump(figures, file, indent=2)
            file.write("\n")


if __name__ == "__main__":
    sys.exit(main())
