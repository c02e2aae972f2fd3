#!/usr/bin/env python3
"""Choose the suppression's overlap of detectors on training pictures, so that val says nothing about it.

    suppression.py --packed PACKED --model vedette.onnx --model yolox_nano.onnx --model FastestDet.onnx --size 640x480

Prints AP50 by class, and its mean, at every overlap, over as many pictures of each wholly annotated source. What is chosen
stands in `export.py --overlap` and, for the rivals, in detectors.py.
"""

import argparse
import pathlib

import numpy as np

from detectors import open_detector, pick
from evaluate import FLOOR, parse_size
from labels import LABELS
from metrics import Tally
from packed import Packed

OVERLAPS = (0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7)


def sample(packed, count, random):
    """Up to `count` pictures of each source that annotates all it shows of its classes."""
    by_source = {}
    for index, entry in enumerate(packed.entries):
        if entry["known"] and not entry["partial"]:
            by_source.setdefault(entry["source"], []).append(index)
    return [index for rows in by_source.values() for index in random.permutation(rows)[:count]]


def precisions(detector, packed, pictures):
    """AP50 of each label, at each of OVERLAPS."""
    tallies = {(overlap, kind): Tally() for overlap in OVERLAPS for kind in range(len(LABELS))}
    for index in pictures:
        picture, truth = packed.picture(index), packed.boxes(index)
        boxes, scores = detector.look(picture)
        for overlap in OVERLAPS:
            rows = pick(boxes, scores, FLOOR, picture, overlap)
            for kind in packed.entries[index]["known"]:
                mine = rows[rows[:, 0] == kind]
                tallies[overlap, kind].add(mine[:, 1:5], mine[:, 5], truth[truth[:, 0] == kind, 1:])
    found = {key: tally.precision() if tally.total else None for key, tally in tallies.items()}
    return {overlap: [found[overlap, kind] for kind in range(len(LABELS))] for overlap in OVERLAPS}


def main():
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    cli.add_argument("--packed", type=pathlib.Path, required=True)
    cli.add_argument("--model", type=pathlib.Path, action="append", required=True)
    cli.add_argument("--size", type=parse_size, metavar="WxH", help="where the model leaves it free (416x416)")
    cli.add_argument("--pictures", type=int, default=120, help="of each source, at most (default %(default)s)")
    cli.add_argument("--seed", type=int, default=4)
    args = cli.parse_args()
    packed = Packed(args.packed, "train")
    pictures = sample(packed, args.pictures, np.random.default_rng(args.seed))
    for path in args.model:
        print(f"{path.stem}, {len(pictures)} pictures of train")
        for overlap, row in precisions(open_detector(path, args.size), packed, pictures).items():
            known = [value for value in row if value is not None]
            each = "  ".join(f"{label} {value:.3f}" for label, value in zip(LABELS, row) if value is not None)
            print(f"  {overlap:.2f}: mean AP50 {np.mean(known):.4f}  {each}", flush=True)


if __name__ == "__main__":
    main()
