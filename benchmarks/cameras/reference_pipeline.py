#!/usr/bin/env python3
"""A detection pipeline as it is mostly written today, to compare with: not part of Vedette.

    reference_pipeline.py CLIP MODEL [--fps 5] [--area 640x480]

FFmpeg decodes in a process of its own and pipes raw pictures at the detection rate; OpenCV's MOG2 looks for motion in a
small grey copy; where anything moves, ONNX Runtime (one thread) runs the detector on the whole picture, at the size at which
Vedette runs that model on it: as many samples as --area, of the picture's shape.
Tracking and rules are left out, in its favour. Prints a line of JSON: pictures seen, and looked at.
"""
import argparse
import json
import subprocess

import cv2
import numpy as np
import onnxruntime


def probe(clip):
    fields = subprocess.run(
        ["ffprobe", "-v", "error", "-select_streams", "v", "-show_entries", "stream=width,height", "-of", "csv=p=0", clip],
        check=True, capture_output=True, text=True).stdout.strip().rstrip(",").split(",")
    return int(fields[0]), int(fields[1])


def pictures(clip, fps):
    """The clip's pictures in YUV 4:2:0 at the detection rate, through a pipe."""
    width, height = probe(clip)
    size = width * height * 3 // 2
    decoder = subprocess.Popen(
        ["ffmpeg", "-v", "error", "-nostdin", "-threads", "1", "-i", clip, "-vf", f"fps={fps}", "-pix_fmt", "yuv420p",
         "-f", "rawvideo", "-"], stdout=subprocess.PIPE, bufsize=size)
    while len(data := decoder.stdout.read(size)) == size:
        yield np.frombuffer(data, np.uint8).reshape(height * 3 // 2, width)
    if decoder.wait() != 0:
        raise SystemExit(f"ffmpeg ended with {decoder.returncode}")


class Detector:
    """The model on a letterboxed picture; its boxes are not decoded, again in this pipeline's favour."""

    def __init__(self, model, area):
        self.area = area
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        self.name = self.session.get_inputs()[0].name

    def look(self, picture):
        height, width = picture.shape[:2]
        side = max(1, round((self.area * width / height) ** 0.5 / 32)) * 32
        canvas = np.full((max(1, round(side * height / width / 32)) * 32, side, 3), 114, np.uint8)
        scale = min(side / width, canvas.shape[0] / height)
        small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_LINEAR)
        canvas[:small.shape[0], :small.shape[1]] = small
        return self.session.run(None, {self.name: cv2.dnn.blobFromImage(canvas, swapRB=True)})


def main():
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    cli.add_argument("clip")
    cli.add_argument("model")
    cli.add_argument("--fps", type=float, default=5)
    cli.add_argument("--area", default="640x480", help="of the network's input; the built-in's own")
    args = cli.parse_args()
    cv2.setNumThreads(1)
    background = cv2.createBackgroundSubtractorMOG2(history=500, varThreshold=16, detectShadows=False)
    width, height = map(int, args.area.split("x"))
    detector = Detector(args.model, width * height)
    seen = looked = 0
    for yuv in pictures(args.clip, args.fps):
        height = yuv.shape[0] * 2 // 3
        small = cv2.resize(yuv[:height], (320, 180), interpolation=cv2.INTER_AREA)
        mask = cv2.morphologyEx(background.apply(small), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
        contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
        seen += 1
        if any(cv2.contourArea(contour) > 20 for contour in contours):
            detector.look(cv2.cvtColor(yuv, cv2.COLOR_YUV2BGR_I420))
            looked += 1
    print(json.dumps({"pictures": seen, "looked_at": looked}))


if __name__ == "__main__":
    main()
