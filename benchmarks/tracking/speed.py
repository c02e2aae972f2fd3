"""The speeds that `vedette replay` tells, against a truth with ground coordinates, and how often its intervals hold.

    speed.py --clip CLIP --truth GT.txt --model MODEL.onnx [--fps 10 5] [--landmarks 4 8] [--json FILE]

Method: the truth is MOTChallenge lines with the ground's x and y in metres in columns 8 and 9. Landmarks are chosen from the
truth's own foot points, as far apart as they are (the convex hull's extremes first), each rounded to a thousandth of the picture
as someone who reads them off a screen would. `vedette replay` runs with them as `ground` and with an update of each object
every 100 ms. A told object is paired with the person of that frame whose box overlaps it most (IoU at least 0.5). The true
speed is the slope of a straight line (least squares) through the person's ground coordinates of the last 1.5 s, the
span that Vedette looks back on; people slower than 0.5 m/s are left out, since an error has no meaning as a share of nothing.
Told are the median and the 90th percentile of |told − true| / true, and the share of intervals that hold the true speed.
"""
import argparse
import collections
import json
import os
import subprocess
import sys
import tempfile

import numpy as np

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
MATERIAL = os.environ.get("VEDETTE_MATERIAL", os.path.join(ROOT, "..", "shared", "material"))
SPAN, SLOWEST = 1.5, 0.5


def arguments():
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("--clip", default=os.path.join(MATERIAL, "video/pets09-s2l1.mp4"))
    cli.add_argument("--truth", default=os.path.join(MATERIAL, "tracks/pets09-s2l1.gt.txt"))
    cli.add_argument("--model", default=os.path.join(MATERIAL, "models/yolox_nano.onnx"))
    cli.add_argument("--size", type=int, nargs=2, default=[768, 576], help="the clip's pixels (default: 768 576)")
    cli.add_argument("--rate", type=float, default=10, help="the clip's frames a second (default: 10)")
    cli.add_argument("--fps", type=float, nargs="+", default=[10, 5])
    cli.add_argument("--landmarks", type=int, nargs="+", default=[4, 8])
    cli.add_argument("--vedette", default=os.path.join(ROOT, ".build/release/vedette"))
    cli.add_argument("--json", help="write the figures to this file as well")
    return cli.parse_args()


def spread(feet, count):
    """Indices of points that are far apart: the corners that enclose most first, then whichever is farthest from those chosen."""
    x, y = feet[:, 0], feet[:, 1]
    chosen = [int(np.argmin(x + y)), int(np.argmax(x + y)), int(np.argmin(x - y)), int(np.argmax(x - y))]
    while len(chosen) < count:
        gaps = np.min(np.linalg.norm(feet[:, None] - feet[chosen][None], axis=2), axis=1)
        chosen.append(int(np.argmax(gaps)))
    return chosen


def replay(options, points, fps):
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
        file.write(
            f"cameras:\n  clip:\n    source: {json.dumps(os.path.abspath(options.clip))}\n"
            f"    detect: {{fps: {fps:g}, labels: [person]}}\n    objects: {{update_every: 100 ms}}\n    ground:\n      points:\n"
            + "".join(f"        - {{at: [{u:.3f}, {v:.3f}], metres: [{x:.3f}, {y:.3f}]}}\n" for u, v, x, y in points)
            + f"detector: {{model: {json.dumps(os.path.abspath(options.model))}}}\n")
        file.flush()
        checked = subprocess.run([options.vedette, "check", "--config", file.name], check=True, capture_output=True, text=True)
        command = [options.vedette, "replay", "--config", file.name, "--camera", "clip", options.clip]
        lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    ground = [line.strip() for line in checked.stdout.splitlines() if "ground" in line]
    return ground, [json.loads(line) for line in lines]


def true_speed(path, frame, rate):
    """Metres per second over the span that ends with the frame; nil where the person was not there for all of it."""
    frames = np.array([f for f in path if frame - SPAN * rate <= f <= frame])
    if len(frames) < SPAN * rate or frame not in path:
        return None
    places = np.array([path[f] for f in frames])
    return float(np.hypot(*np.polyfit(frames / rate, places, 1)[0]))


def overlap(one, other):
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    shared = max(0, width) * max(0, height)
    area = lambda box: (box[2] - box[0]) * (box[3] - box[1])  # noqa: E731
    return shared / (area(one) + area(other) - shared)


def compare(options, truth, events):
    width, height = options.size
    people, paths = collections.defaultdict(list), collections.defaultdict(dict)
    for row in truth:
        frame, name, left, top, wide, high = row[:6]
        box = (left / width, top / height, (left + wide) / width, (top + high) / height)
        people[int(frame)].append((int(name), box))
        paths[int(name)][int(frame)] = row[7:9]
    errors, held = [], []
    for event in events:
        data = event["data"]
        if event["type"] != "vedette.object.updated" or "speed" not in data.get("ground", {}):
            continue
        frame, box = data["frame"]["number"], data["box"]
        told = (box["left"], box["top"], box["right"], box["bottom"])
        best = max(people[frame], key=lambda person: overlap(told, person[1]), default=None)
        if best is None or overlap(told, best[1]) < 0.5:
            continue
        speed = true_speed(paths[best[0]], frame, options.rate)
        if speed is None or speed < SLOWEST:
            continue
        figure = data["ground"]["speed"]
        errors.append(abs(figure["metres_per_second"] - speed) / speed)
        held.append(figure["low_metres_per_second"] <= speed <= figure["high_metres_per_second"])
    return {"speeds": len(errors), "median_error": round(float(np.median(errors)), 4),
            "error_90": round(float(np.percentile(errors, 90)), 4), "held": round(float(np.mean(held)), 3)}


def main():
    options = arguments()
    truth = np.loadtxt(options.truth, delimiter=",")
    feet = np.c_[(truth[:, 2] + truth[:, 4] / 2) / options.size[0], (truth[:, 3] + truth[:, 5]) / options.size[1]]
    inside = np.all((feet > 0.02) & (feet < 0.98), axis=1)
    feet, places = feet[inside], truth[inside, 7:9]
    figures = {}
    for count in options.landmarks:
        chosen = spread(feet, count)
        for fps in options.fps:
            ground, events = replay(options, np.c_[feet[chosen], places[chosen]], fps)
            row = compare(options, truth, events)
            figures[f"{count} landmarks, {fps:g} fps"] = row
            print(f"{count} landmarks, {fps:g} fps: median error {100 * row['median_error']:.1f} %, 90th percentile "
                  f"{100 * row['error_90']:.1f} %, {100 * row['held']:.0f} % of intervals hold, {row['speeds']} speeds; "
                  f"{'; '.join(ground)}", flush=True)
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump(figures, file, indent=2)
            file.write("\n")


if __name__ == "__main__":
    sys.exit(main())
