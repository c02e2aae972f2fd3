"""Detectors of three families as functions from a picture to rows of (class, left, top, right, bottom, score),
classes ours, pixels the picture's."""

import json
import sys

import cv2
import numpy as np
import onnxruntime

from boxes import letterbox, suppress
from targets import positions

COCO_IDS = {0: 0, 1: 1, 2: 2, 3: 3, 5: 4, 7: 5, 16: 6, 15: 7}  # COCO-80's class ids to ours
COLUMNS = np.array(sorted(COCO_IDS, key=COCO_IDS.get))


def pick(boxes, scores, floor, picture, overlap):
    """Rows above `floor` after suppression at `overlap`, one row a box and class, clipped to the picture."""
    which, kinds = np.nonzero(scores > floor)
    ranked = np.argsort(-scores[which, kinds], kind="stable")[:1000]
    which, kinds = which[ranked], kinds[ranked]
    boxes, scores = boxes[which], scores[which, kinds]
    kept = suppress(boxes, scores, kinds, overlap)
    height, width = picture.shape[:2]
    boxes = np.clip(boxes[kept], 0, (width, height, width, height))
    return np.concatenate([kinds[kept, None], boxes, scores[kept, None]], 1)


class Detector:
    """An ONNX detector on one thread; a family says how its input is made and its output read (`look`), and the IoU above
    which two boxes of a class are one object (each family's own, chosen on training pictures by suppression.py)."""

    overlap = 0.5

    def __init__(self, path, size=None, threads=1):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        self.session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        given = self.session.get_inputs()[0]
        self.input = given.name
        fixed = [side for side in given.shape[2:] if isinstance(side, int)]
        self.size = tuple(fixed) if len(fixed) == 2 else size or (416, 416)

    def __call__(self, picture, floor):
        boxes, scores = self.look(picture)
        return pick(boxes, scores, floor, picture, self.overlap)

    def run(self, pixels):
        return self.session.run(None, {self.input: np.ascontiguousarray(pixels.transpose(2, 0, 1)[None], np.float32)})


class VedetteDetector(Detector):
    """The network of this recipe. Its size is open: as the daemon does, it gives each picture an input of the stated
    size's area and of about the picture's own shape."""

    def __init__(self, path, size=None, threads=1):
        super().__init__(path, size, threads)
        self.overlap = float(self.session.get_modelmeta().custom_metadata_map.get("overlap", self.overlap))

    def look(self, picture):
        height, width = self.shape_for(picture.shape[1] / picture.shape[0])
        points = positions(height, width)
        canvas, scale = letterbox(picture, height, width)
        scores, distances = (output[0] for output in self.run(canvas))
        reach = np.exp(distances) * points[:, 2:3]
        boxes = np.concatenate([points[:, :2] - reach[:, :2], points[:, :2] + reach[:, 2:]], 1)
        return boxes / scale, scores

    def shape_for(self, aspect, multiple=32):
        aspect = min(max(aspect, 1 / 3), 3)
        columns = max(1, int((self.size[0] * self.size[1] * aspect) ** 0.5 / multiple + 0.5))
        return max(1, int(columns / aspect + 0.5)) * multiple, columns * multiple


class YOLOX(Detector):
    """YOLOX: letterbox, BGR 0 to 255, rows (x, y, log w, log h, objectness, 80 classes), x and y in strides from the
    cell's corner."""

    overlap = 0.55

    def __init__(self, path, size=None, threads=1):
        super().__init__(path, size, threads)
        self.points = positions(*self.size)

    def look(self, picture):
        canvas, scale = letterbox(picture, *self.size)
        rows = self.run(canvas)[0][0]
        stride = self.points[:, 2:3]
        centre, size = self.points[:, :2] + (rows[:, :2] - 0.5) * stride, np.exp(rows[:, 2:4]) * stride
        boxes = np.concatenate([centre - size / 2, centre + size / 2], 1) / scale
        return boxes, rows[:, 4:5] * rows[:, 5:][:, COLUMNS]


class FastestDet(Detector):
    """FastestDet: the picture stretched, BGR 0 to 1, one 22 x 22 map of (objectness, x, y, w, h, 80 classes)."""

    overlap = 0.45

    def look(self, picture):
        height, width = self.size
        out = self.run(cv2.resize(picture, (width, height), interpolation=cv2.INTER_LINEAR) / np.float32(255))[0][0]
        lines, columns = out.shape[1:]
        y, x = np.mgrid[0:lines, 0:columns]
        cx, cy = (x + np.tanh(out[1])) / columns, (y + np.tanh(out[2])) / lines
        w, h = sigmoid(out[3]), sigmoid(out[4])
        boxes = np.stack([cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2], -1).reshape(-1, 4)
        scores = out[0].reshape(-1, 1) ** 0.6 * out[5:].reshape(80, -1).T[:, COLUMNS] ** 0.4
        return boxes * np.array(picture.shape[1::-1] * 2), scores


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


FAMILIES = {"vedette": VedetteDetector, "yolox": YOLOX, "fastestdet": FastestDet}


def family_of(path):
    """What family a model file belongs to: what its metadata says, or the look of its outputs."""
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    said = session.get_modelmeta().custom_metadata_map.get("family")
    if said in FAMILIES:
        return said
    shape = session.get_outputs()[0].shape
    if len(shape) == 3 and shape[-1] == 85:
        return "yolox"
    if len(shape) == 4 and shape[1] == 85:
        return "fastestdet"
    sys.exit(f"{path}: no known family; want one of {', '.join(FAMILIES)}")


def open_detector(path, size=None, threads=1):
    return FAMILIES[family_of(path)](path, size, threads)


def thresholds_of(path):
    """The default score of each label that a model's metadata states, or nothing."""
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    return json.loads(session.get_modelmeta().custom_metadata_map.get("thresholds", "{}"))
