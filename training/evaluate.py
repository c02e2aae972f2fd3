#!/usr/bin/env python3
"""Measure detectors side by side.

    evaluate.py --model vedette.onnx --model yolox_nano.onnx --packed PACKED \\
        --clip pets.mp4 --truth pets.gt.txt --empty bottles.mp4 --size 416x416 --json figures.json
    vedette detect --model builtin --json --score 0.02 CLIP | evaluate.py --lines - --clip CLIP --truth TRUTH
    vedette detect --model builtin --json --score 0.02 CORPUS/val/images/*.jpg | \\
        evaluate.py --lines - --packed PACKED --pictures CORPUS/val/images/*.jpg

On PACKED's val split: average precision at IoU 0.5 and over 0.5 to 0.95, by class, by size (square root of the area
under 32, under 96, above; pixels of the picture) and by source, and the recall at 0.1 false boxes a picture. In a
picture only its annotated classes count. On a clip with MOTChallenge truth: the same for persons. On a clip without
anybody: false boxes a minute above the default scores.
"""

import argparse
import collections
import json
import pathlib
import sys

import cv2
import numpy as np

from detectors import open_detector, thresholds_of
from labels import LABELS
from metrics import SIZES, Tally
from packed import Packed

FLOOR = 0.02  # below this a box is not looked at, for every rival alike
FALSE_BOXES = 0.1


def figures(tally):
    return {
        "ap50": tally.precision(),
        "ap50_95": tally.mean_precision(),
        "recall_at_0.1_false": tally.recall_at(FALSE_BOXES),
        "boxes": tally.total,
    }


def light(picture):
    """How a picture was lit: grey (infrared or a grey camera), dark, or day."""
    sample = picture[::4, ::4].astype(np.int16)
    if (sample.max(2) - sample.min(2)).mean() < 6:
        return "grey"
    return "dark" if sample.mean() < 70 else "day"


def validate(detect, packed):
    """Tallies of the val split: of (label, size range), and of (label, source) and (label, light). `detect` is given
    an entry and its picture."""
    sizes = {(label, size): Tally(*SIZES[size]) for label in LABELS for size in SIZES}
    groups = collections.defaultdict(Tally)
    for index, entry in enumerate(packed.entries):
        picture, truth = packed.picture(index), packed.boxes(index)
        found = detect(entry, picture)
        for kind in entry["known"]:
            mine, want = found[found[:, 0] == kind], truth[truth[:, 0] == kind, 1:]
            label = LABELS[kind]
            for tally in (
                *(sizes[label, size] for size in SIZES),
                groups[label, entry["source"]],
                groups[label, light(picture)],
            ):
                tally.add(mine[:, 1:5], mine[:, 5], want)
    return sizes, groups


def validation_figures(detect, packed, thresholds):
    sizes, groups = validate(detect, packed)
    by_class = {label: figures(sizes[label, "all"]) for label in LABELS}
    for label in LABELS:
        by_class[label]["by_size"] = {size: figures(sizes[label, size]) for size in SIZES if size != "all"}
        if label in thresholds:
            precision, recall = sizes[label, "all"].at_score(thresholds[label])
            by_class[label]["at_default"] = {"score": thresholds[label], "precision": precision, "recall": recall}
    measured = [figure for figure in by_class.values() if figure["boxes"]]
    return {
        "mean_ap50": float(np.mean([figure["ap50"] for figure in measured])),
        "mean_ap50_95": float(np.mean([figure["ap50_95"] for figure in measured])),
        "classes": by_class,
        "groups": {f"{label} {group}": figures(tally) for (label, group), tally in groups.items() if tally.total},
    }


FEW = 20  # boxes of a label on val, below which val cannot tell a score
LITTLE = 0.05  # recall below which a score is as good as never


def calibrate(detect, args):
    """For each label the lowest score above which val's precision is --precision, --lowest at the least; 0.5 where val has
    too few to tell, or is that precise only where next to nothing is found; and above what the empty clip shows more
    than once a minute."""
    sizes, _ = validate(lambda _, picture: detect(picture, FLOOR), Packed(args.packed, "val"))
    quiet = quiet_scores(detect, args.empty, args.empty_step) if args.empty else {}
    scores = {}
    for label in LABELS:
        tally = sizes[label, "all"]
        score, recall = tally.score_for(args.precision) or (0, 0)
        told = score if tally.total >= FEW and recall >= LITTLE else 0.5
        scores[label] = float(np.ceil(max(told, args.lowest, quiet.get(label, 0)) * 100) / 100)
    return scores


def quiet_scores(detect, clip, step):
    """For each label the score at which a clip without anything shows one box a minute."""
    seen = [detect(frame, FLOOR) for _, frame in frames(clip, step)]
    allowed = int(minutes(clip))
    ranked = {
        label: np.sort(np.concatenate([rows[rows[:, 0] == kind, 5] for rows in seen]))[::-1]
        for kind, label in enumerate(LABELS)
    }
    return {label: float(scores[allowed]) + 0.005 for label, scores in ranked.items() if len(scores) > allowed}


def frames(path, step):
    """Every `step`-th frame of a clip, counted from 1, and its number."""
    clip = cv2.VideoCapture(str(path))
    if not clip.isOpened():
        sys.exit(f"{path}: cannot be opened as a video")
    number = 0
    while clip.grab():
        number += 1
        if number % step == 0:
            yield number, clip.retrieve()[1]


def minutes(path):
    clip = cv2.VideoCapture(str(path))
    return clip.get(cv2.CAP_PROP_FRAME_COUNT) / clip.get(cv2.CAP_PROP_FPS) / 60


def read_truth(path):
    """MOTChallenge truth: frame to boxes that count."""
    boxes = collections.defaultdict(list)
    for line in path.read_text().splitlines():
        frame, _, x, y, w, h, counts, *_ = line.split(",")
        if float(counts) > 0:
            boxes[int(frame)].append([float(x), float(y), float(x) + float(w), float(y) + float(h)])
    return {frame: np.array(rows) for frame, rows in boxes.items()}


def read_rows(detections, width, height):
    """Detections of one line of `vedette detect --json` as rows in pixels, as a detector gives them."""
    sides = np.array([1, width, height, width, height, 1])
    rows = [
        [LABELS.index(d["label"]), *(d["box"][side] for side in ("left", "top", "right", "bottom")), d["score"]]
        for d in detections
        if d["label"] in LABELS
    ]
    return np.array(rows).reshape(-1, 6) * sides


def measure_lines(lines, args):
    """The figures of what a daemon printed: of a clip, line by line its frames, or of the val split, line by line its
    pictures."""
    if args.clip:
        clip = cv2.VideoCapture(str(args.clip))
        width, height = clip.get(cv2.CAP_PROP_FRAME_WIDTH), clip.get(cv2.CAP_PROP_FRAME_HEIGHT)
        found = {
            row["frame"]: read_rows(row["detections"], width, height) for row in lines if row["frame"] % args.step == 0
        }
        return {"size": "its own size", "clip": clip_figures(found, read_truth(args.truth))}
    if len(lines) != len(args.pictures):
        sys.exit(f"{len(lines)} lines for {len(args.pictures)} pictures")
    by_file = {path.name: row["detections"] for path, row in zip(args.pictures, lines)}
    packed = Packed(args.packed, "val")
    missing = [entry["file"] for entry in packed.entries if entry["file"] not in by_file]
    if missing:
        sys.exit(f"no line for {len(missing)} pictures of the val split: {', '.join(missing[:5])}...")
    detect = lambda entry, picture: read_rows(by_file[entry["file"]], entry["width"], entry["height"])
    return {"size": "its own size", "val": validation_figures(detect, packed, {})}


def clip_figures(found, truth):
    """Person figures of a clip from frame -> rows."""
    tally = Tally()
    for frame, rows in found.items():
        persons = rows[rows[:, 0] == 0]
        tally.add(persons[:, 1:5], persons[:, 5], truth.get(frame, np.zeros((0, 4))))
    return {**figures(tally), "frames": len(found)}


def empty_figures(found, thresholds, length):
    """False boxes a minute of a clip where there is nobody and nothing, of the frames looked at."""
    counts = {
        label: sum(
            int(((rows[:, 0] == kind) & (rows[:, 5] >= thresholds.get(label, 0.5))).sum()) for rows in found.values()
        )
        for kind, label in enumerate(LABELS)
    }
    best = max(
        (float(rows[rows[:, 0] == 0, 5].max()) for rows in found.values() if (rows[:, 0] == 0).any()), default=0.0
    )
    return {
        "false_a_minute": {label: round(count / length, 2) for label, count in counts.items()},
        "highest_person": round(best, 3),
        "frames": len(found),
    }


def measure(detector, thresholds, args):
    result = {"size": "x".join(map(str, detector.size[::-1]))}
    if args.packed:
        result["val"] = validation_figures(
            lambda _, picture: detector(picture, FLOOR), Packed(args.packed, "val"), thresholds
        )
    if args.clip:
        result["clip"] = clip_figures(
            {number: detector(frame, FLOOR) for number, frame in frames(args.clip, args.step)}, read_truth(args.truth)
        )
    if args.empty:
        found = {number: detector(frame, FLOOR) for number, frame in frames(args.empty, args.empty_step)}
        result["empty"] = empty_figures(found, thresholds, minutes(args.empty))
    return result


def show_class(label, figure):
    sizes = ", ".join(f"{size} {part['ap50']:.2f}" for size, part in figure["by_size"].items() if part["boxes"])
    line = f"    {label:<11} AP50 {figure['ap50']:.3f}  AP50:95 {figure['ap50_95']:.3f}"
    line += f"  recall at 0.1 {figure['recall_at_0.1_false']:.2f}  ({figure['boxes']} boxes: {sizes})"
    default = figure.get("at_default")
    if default:
        precision = "none" if default["precision"] is None else f"{default['precision']:.2f}"
        line += f"  at {default['score']:.2f}: precision {precision}, recall {default['recall']:.2f}"
    print(line)


def show(name, result):
    print(f"{name} at {result['size']}")
    if "val" in result:
        val = result["val"]
        print(f"  val: mean AP50 {val['mean_ap50']:.3f}, AP50:95 {val['mean_ap50_95']:.3f}")
        for label, figure in val["classes"].items():
            if figure["boxes"]:
                show_class(label, figure)
        groups = sorted((key, figure) for key, figure in val["groups"].items() if figure["boxes"] > 20)
        print("    " + ", ".join(f"{key} {figure['ap50']:.2f}" for key, figure in groups))
    if "clip" in result:
        clip = result["clip"]
        print(
            f"  clip: person AP50 {clip['ap50']:.3f}  AP50:95 {clip['ap50_95']:.3f}"
            f"  recall at 0.1 {clip['recall_at_0.1_false']:.2f}  ({clip['frames']} frames)"
        )
    if "empty" in result:
        empty = result["empty"]
        print(f"  empty clip: false a minute {empty['false_a_minute']}, highest person {empty['highest_person']}")


def parse_size(text):
    width, _, height = text.partition("x")
    sides = int(height), int(width)
    if any(side <= 0 or side % 32 for side in sides):
        raise argparse.ArgumentTypeError(f"{text}: both sides must be multiples of 32")
    return sides


def main():
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    cli.add_argument(
        "--model",
        type=pathlib.Path,
        action="append",
        default=[],
        help="an ONNX file of the family vedette, yolox or fastestdet",
    )
    cli.add_argument(
        "--lines", help="instead of a model: a file of `vedette detect --json` lines, or - for the standard input"
    )
    cli.add_argument(
        "--size",
        type=parse_size,
        action="append",
        metavar="WxH",
        help="network inputs to try, where the model leaves it free (416x416)",
    )
    cli.add_argument("--packed", type=pathlib.Path)
    cli.add_argument(
        "--pictures", type=pathlib.Path, nargs="+", default=[], help="with --lines: those that were looked at, in order"
    )
    cli.add_argument("--clip", type=pathlib.Path)
    cli.add_argument("--truth", type=pathlib.Path)
    cli.add_argument(
        "--step", type=int, default=5, help="score every N-th frame of the clip, counted from 1 (default %(default)s)"
    )
    cli.add_argument("--empty", type=pathlib.Path, metavar="CLIP", help="a clip with nothing to be found in it")
    cli.add_argument(
        "--empty-step", type=int, default=6, metavar="N", help="look at every N-th frame of that (default %(default)s)"
    )
    cli.add_argument(
        "--calibrate",
        type=pathlib.Path,
        metavar="OUT",
        help="write default scores by class, for export.py --thresholds, and stop; looks at --packed and, if given, --empty",
    )
    cli.add_argument("--precision", type=float, default=0.8, help="that --calibrate aims at (default %(default)s)")
    cli.add_argument("--lowest", type=float, default=0.3, help="least default score (default %(default)s)")
    cli.add_argument("--threads", type=int, default=1)
    cli.add_argument("--json", type=pathlib.Path, metavar="OUT", help="write all figures")
    args = cli.parse_args()
    if bool(args.clip) != bool(args.truth):
        cli.error("--clip and --truth go together")
    if bool(args.lines) == bool(args.model) or (args.lines and bool(args.clip) == bool(args.packed)):
        cli.error("want --model, or --lines with either --clip and --truth or --packed")
    if args.calibrate and not args.packed:
        cli.error("--calibrate needs --packed")

    if args.lines:
        with sys.stdin if args.lines == "-" else open(args.lines) as file:
            results = {"vedette detect": measure_lines([json.loads(line) for line in file], args)}
    elif args.calibrate:
        detector = open_detector(args.model[0], (args.size or [None])[0])
        thresholds = calibrate(detector, args)
        args.calibrate.write_text(json.dumps(thresholds) + "\n")
        print(thresholds)
        return
    else:
        results = {}
        for path in args.model:
            for size in args.size or [(416, 416)]:
                detector = open_detector(path, size, args.threads)
                name = f"{path.stem} {detector.size[1]}x{detector.size[0]}"
                if name not in results:
                    results[name] = measure(detector, thresholds_of(path), args)
    for name, result in results.items():
        show(name, result)
    if args.json:
        args.json.write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()
