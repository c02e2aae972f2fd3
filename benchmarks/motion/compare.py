#!/usr/bin/env python3
"""Our motion masks beside OpenCV's MOG2, on CDnet 2014 "highway".

    mkdir masks
    VEDETTE_MOTION_MASKS=$PWD/masks swift test -c release --filter HighwayTests
    pip install opencv-python-headless
    python3 benchmarks/motion/compare.py --masks masks --clip highway.mp4 --truth highway-groundtruth.zip

Frames 470 to 1700 count. 255 is moving, 0 and shadow (50) are still, outside (85) and unknown (170) are left out. Every
one of these frames has something that moves, so "something moves" is also scored over tiles of 40 by 40 pixels: a tile
moves with 20 moving pixels or more, is still with none, and is left out between. MOG2's shadows count as still.
"""

import argparse
import pathlib
import zipfile

import cv2
import numpy as np

FIRST, LAST, TILE, ENOUGH = 470, 1700, 40, 20


def truth_of(path):
    with zipfile.ZipFile(path) as archive:
        names = sorted(name for name in archive.namelist() if name.endswith(".png"))
        for name in names:
            yield cv2.imdecode(np.frombuffer(archive.read(name), np.uint8), cv2.IMREAD_GRAYSCALE)


def frames_of(path):
    capture = cv2.VideoCapture(str(path))
    while True:
        read, frame = capture.read()
        if not read:
            return
        yield frame


def in_tiles(plane):
    height, width = plane.shape
    return plane.reshape(height // TILE, TILE, width // TILE, TILE).sum((1, 3))


class Score:
    def __init__(self):
        self.right = self.wrong = self.missed = 0

    def add(self, found, moves, still):
        self.right += int((found & moves).sum())
        self.wrong += int((found & still).sum())
        self.missed += int((~found & moves).sum())

    def __str__(self):
        precision = self.right / max(self.right + self.wrong, 1)
        recall = self.right / max(self.right + self.missed, 1)
        return f"{precision:.4f} {recall:.4f} {2 * precision * recall / max(precision + recall, 1e-9):.4f}"


class Entry:
    """One way to find motion, and its scores."""

    def __init__(self, name, mask_of):
        self.name, self.mask_of = name, mask_of
        self.pixels, self.tiles, self.frames = Score(), Score(), Score()

    def judge(self, number, frame, truth):
        found = self.mask_of(number, frame)
        if number < FIRST:
            return
        moves, still = truth == 255, (truth == 0) | (truth == 50)
        self.pixels.add(found, moves, still)
        tiles = in_tiles(moves)
        self.tiles.add(in_tiles(found & (moves | still)) > 0, tiles >= ENOUGH, tiles == 0)
        self.frames.add(np.array([found.any()]), np.array([moves.any()]), np.array([not moves.any()]))


def mog2(grey=False, median=0, rate=-1, shadow=None, **parameters):
    model = cv2.createBackgroundSubtractorMOG2(**parameters)
    if shadow is not None:
        model.setShadowThreshold(shadow)

    def mask_of(_, frame):
        picture = cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY) if grey else frame
        mask = model.apply(picture, learningRate=rate)
        moving = np.where(mask == 255, 255, 0).astype(np.uint8)
        return (cv2.medianBlur(moving, median) if median else moving) > 0

    return mask_of


def ours(folder):
    def mask_of(number, _):
        path = pathlib.Path(folder) / f"{number:06d}.pgm"
        mask = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
        if mask is None:
            raise SystemExit(f"{path}: no such mask; see the head of this script for how to write them")
        return mask > 0

    return mask_of


def entries(folder):
    yield Entry("vedette, grey", ours(folder))
    yield Entry("MOG2 default, colour", mog2())
    yield Entry("MOG2 default, grey", mog2(grey=True))
    yield Entry("MOG2 default, colour, median 5", mog2(median=5))
    # The best of a search by hand over threshold, rate, median, and shadow threshold or none, on these very frames.
    best = dict(median=7, rate=0.001, detectShadows=False)
    for threshold in (24, 36, 48):
        name = f"MOG2 threshold {threshold}, no shadows, rate 0.001, median 7"
        yield Entry(f"{name}, colour", mog2(varThreshold=threshold, **best))
    yield Entry("MOG2 threshold 36, no shadows, rate 0.001, median 7, grey", mog2(varThreshold=36, grey=True, **best))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--masks", required=True, help="folder of our masks, NNNNNN.pgm, frames from 1")
    parser.add_argument("--clip", required=True)
    parser.add_argument("--truth", required=True, help="zip of the masks, one PNG a frame")
    options = parser.parse_args()
    compared = list(entries(options.masks))
    for number, (frame, truth) in enumerate(zip(frames_of(options.clip), truth_of(options.truth)), 1):
        if number > LAST:
            break
        for entry in compared:
            entry.judge(number, frame, truth)
    print("| method | pixels: precision recall F | tiles: precision recall F | frames: precision recall F |")
    print("|---|---|---|---|")
    for entry in compared:
        print(f"| {entry.name} | {entry.pixels} | {entry.tiles} | {entry.frames} |")


if __name__ == "__main__":
    main()
