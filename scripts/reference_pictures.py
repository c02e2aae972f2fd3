#!/usr/bin/env python3
"""Writes what OpenCV makes of drawn pictures on their way into a network, for the tests of Detection.

    pip install opencv-python-headless==5.0.0.93 numpy
    scripts/reference_pictures.py Tests/Reference/opencv-pictures.json

Planar YUV 4:2:0 (BT.601, limited range) goes to BGR at full size and is then scaled bilinearly, as most Python pipelines do it. The planes
are drawn by a formula that any language can repeat.
"""
import json
import math
import sys

import cv2
import numpy as np

CASES = [(64, 48, 64, 48), (64, 48, 40, 40), (96, 54, 56, 32), (160, 120, 88, 72), (40, 30, 64, 48), (128, 72, 100, 60)]


def plane(width, height, base, swing, across, down):
    rows = [[round(base + swing * math.sin(x / across) * math.cos(y / down)) for x in range(width)] for y in range(height)]
    return np.array(rows, np.uint8)


def picture(width, height):
    half = width // 2, height // 2
    planes = plane(width, height, 128, 70, 9, 7), plane(*half, 128, 40, 8, 11), plane(*half, 128, 40, 12, 6)
    return np.concatenate([part.reshape(-1) for part in planes]).reshape(height * 3 // 2, width)


def main():
    cases = []
    for width, height, to_width, to_height in CASES:
        bgr = cv2.cvtColor(picture(width, height), cv2.COLOR_YUV2BGR_I420)
        scaled = cv2.resize(bgr, (to_width, to_height), interpolation=cv2.INTER_LINEAR)
        # Every fifth sample a side: enough to see a shift, a swap or a wrong matrix.
        cases.append({"width": width, "height": height, "toWidth": to_width, "toHeight": to_height,
                      "samples": scaled[::5, ::5].reshape(-1).tolist()})
    with open(sys.argv[1], "w") as out:
        out.write("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")


if __name__ == "__main__":
    main()
