#!/usr/bin/env python3
"""Ask two teachers, once, what they see in every packed training picture, and fuse their answers.

    teach.py --packed PACKED --yolox yolox_nano.onnx --nanodet nanodet-plus-m_416

Writes PACKED/taught.json: for each picture of PACKED/train.json rows of [class, left, top, right, bottom, score], in
pixels. Where both teachers see the same object, its box is the mean of theirs weighted by score; what only one of
them sees counts for less. Training fills in from this what a source leaves unannotated, and leaves alone what the
teachers are unsure of.
"""

import argparse
import concurrent.futures
import functools
import json
import pathlib
import sys
import time

import ncnn
import numpy as np

from boxes import overlaps
from detectors import COLUMNS, YOLOX, pick
from packed import Packed


OVERLAP = 0.6  # IoU above which two boxes of one teacher are one object


class NanoDet:
    """NanoDet-Plus: BGR, ImageNet's mean and deviation, distances as distributions over 8 bins, strides 8 to 64."""

    MEAN, SCALE = (103.53, 116.28, 123.675), (0.017429, 0.017507, 0.017125)

    def __init__(self, stem, threads, longest=512):
        self.net, self.longest = ncnn.Net(), longest
        self.net.opt.num_threads = threads
        if self.net.load_param(f"{stem}.param") or self.net.load_model(f"{stem}.bin"):
            sys.exit(f"{stem}.param and .bin: cannot be loaded")

    def __call__(self, picture, floor):
        height, width = picture.shape[:2]
        scale = self.longest / max(height, width)
        inner = [max(64, round(side * scale / 64) * 64) for side in (width, height)]
        pixels = ncnn.Mat.from_pixels_resize(
            np.ascontiguousarray(picture), ncnn.Mat.PixelType.PIXEL_BGR, width, height, *inner
        )
        pixels.substract_mean_normalize(self.MEAN, self.SCALE)
        extractor = self.net.create_extractor()
        extractor.input("data", pixels)
        boxes, scores = [], []
        for stride in (8, 16, 32, 64):
            classes = np.array(extractor.extract(f"cls{stride}")[1])  # 80 x lines x columns
            lines, columns = classes.shape[1:]
            bins = np.array(extractor.extract(f"dis{stride}")[1]).reshape(-1, 4, 8)
            bins = np.exp(bins - bins.max(-1, keepdims=True))
            distance = (bins / bins.sum(-1, keepdims=True)) @ np.arange(8, dtype=np.float32) * stride
            points = np.stack(np.meshgrid(np.arange(columns), np.arange(lines)), -1).reshape(-1, 2) * stride
            boxes.append(np.concatenate([points - distance[:, :2], points + distance[:, 2:]], 1))
            scores.append(classes.reshape(80, -1).T[:, COLUMNS])
        back = np.array([width / inner[0], height / inner[1]] * 2)
        return pick(np.concatenate(boxes) * back, np.concatenate(scores), floor, picture, OVERLAP)


def fuse(one, other, alone=0.6):
    """Rows of two teachers as one list: agreeing boxes are averaged, a lonely one keeps `alone` of its score."""
    fused, taken = [], np.zeros(len(other), bool)
    for row in one:
        candidates = (
            np.where((other[:, 0] == row[0]) & ~taken, overlaps(row[None, 1:5], other[:, 1:5])[0], 0)
            if len(other)
            else []
        )
        if len(candidates) and candidates.max() > 0.55:
            best = int(candidates.argmax())
            taken[best] = True
            weight = row[5] / (row[5] + other[best, 5])
            box = weight * row[1:5] + (1 - weight) * other[best, 1:5]
            high, low = max(row[5], other[best, 5]), min(row[5], other[best, 5])
            fused.append([row[0], *box, alone * high + (1 - alone) * low])
        else:
            fused.append([*row[:5], alone * row[5]])
    return fused + [[*row[:5], alone * row[5]] for row in other[~taken]]


def start(args):
    """Load both teachers in a worker process: one thread each, because threads that spin for one another waste a
    shared machine."""
    global teachers, packed
    packed = Packed(args.packed, "train")
    teachers = NanoDet(args.nanodet, 1), YOLOX(args.yolox)
    teachers[1].overlap = OVERLAP


def teach(index, floor):
    picture = packed.picture(index)
    return [
        [round(float(value), 3) for value in row] for row in fuse(*(teacher(picture, floor) for teacher in teachers))
    ]


def main():
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    cli.add_argument("--packed", type=pathlib.Path, required=True)
    cli.add_argument("--yolox", type=pathlib.Path, required=True)
    cli.add_argument("--nanodet", required=True, metavar="STEM", help="path without .param and .bin")
    cli.add_argument("--floor", type=float, default=0.1, help="least score of either teacher (default %(default)s)")
    cli.add_argument("--workers", type=int, default=2)
    args = cli.parse_args()

    count, taught, started = len(Packed(args.packed, "train")), [], time.monotonic()
    with concurrent.futures.ProcessPoolExecutor(args.workers, initializer=start, initargs=(args,)) as pool:
        for rows in pool.map(functools.partial(teach, floor=args.floor), range(count), chunksize=20):
            taught.append(rows)
            if len(taught) % 500 == 0:
                print(
                    f"{len(taught)} of {count}, {len(taught) / (time.monotonic() - started):.1f} a second", flush=True
                )
    (args.packed / "taught.json").write_text(json.dumps(taught))


if __name__ == "__main__":
    main()
