#!/usr/bin/env python3
"""Writes a small graph of each model family, and what a plain decoder makes of it, for the tests of Detection.

    pip install onnx==1.23.2 numpy
    scripts/reference_detections.py Tests/Reference/families

A graph takes a picture of 96 x 64 and answers with fixed random numbers, a few anchors of which stand out. The decoders here are written
one anchor at a time from the families' own descriptions; NAME.json has their boxes, in the input's pixels, before suppression.
"""
import json
import math
import pathlib
import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

WIDTH, HEIGHT, LABELS = 96, 64, ["person", "car", "dog"]
FLOOR = 0.3
random = np.random.default_rng(20261123)


def cells(strides):
    """(column, row, stride) of every cell, level by level, row by row."""
    return [(x, y, s) for s in strides for y in range(math.ceil(HEIGHT / s)) for x in range(math.ceil(WIDTH / s))]


def probabilities(anchors, labels, standing=8):
    """Low scores everywhere but at a few anchors."""
    values = random.uniform(0.001, 0.2, (anchors, labels))
    for anchor in random.choice(anchors, min(standing, anchors), replace=False):
        values[anchor, random.integers(labels)] = random.uniform(0.35, 0.99)
    return values


def best(scores):
    return int(np.argmax(scores)), float(np.max(scores))


def logit(p):
    return np.log(p / (1 - p))


def around(cx, cy, w, h):
    return cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2


def expectation(logits):
    weights = np.exp(logits - logits.max())
    return float((weights * np.arange(len(logits))).sum() / weights.sum())


def vedette():
    grid, scores = cells((8, 16, 32)), probabilities(126, 3)
    distances = random.uniform(-1, 1, (126, 4))
    found = []
    for (x, y, s), row, distance in zip(grid, scores, distances):
        l, t, r, b = np.exp(distance) * s
        found.append((*best(row), ((x + 0.5) * s - l, (y + 0.5) * s - t, (x + 0.5) * s + r, (y + 0.5) * s + b)))
    metadata = {"family": "vedette", "labels": json.dumps(LABELS), "strides": "[8, 16, 32]", "channels": "BGR", "scale": "1", "mean": "0",
                "letterbox": "114", "multiple": "32", "thresholds": json.dumps({"person": 0.5, "dog": 0.35})}
    return {"scores": scores, "distances": distances}, found, metadata


def fastestdet():
    scores, objects, terms = probabilities(24, 3), random.uniform(0.2, 1, 24), random.uniform(-1, 1, (24, 4))
    found = []
    for index, (x, y, _) in enumerate(cells((16,))):
        cx, cy = (x + math.tanh(terms[index, 0])) * 16, (y + math.tanh(terms[index, 1])) * 16
        w, h = WIDTH / (1 + math.exp(-terms[index, 2])), HEIGHT / (1 + math.exp(-terms[index, 3]))
        label, score = best(scores[index])
        found.append((label, objects[index] ** 0.6 * score ** 0.4, around(cx, cy, w, h)))
    return {"758": np.concatenate([objects[:, None], terms, scores], 1).T.reshape(8, 4, 6)}, found, {}


def yolox():
    scores, objects, terms = probabilities(126, 3), random.uniform(0.2, 1, 126), random.uniform(-0.5, 1, (126, 4))
    found = []
    for (x, y, s), row, o, (dx, dy, w, h) in zip(cells((8, 16, 32)), scores, objects, terms):
        label, score = best(row)
        found.append((label, o * score, around((x + dx) * s, (y + dy) * s, math.exp(w) * s, math.exp(h) * s)))
    return {"output": np.concatenate([terms, objects[:, None], scores], 1)}, found, {}


def decoded(anchors):
    """Centres and sides in pixels, somewhere in the picture."""
    return np.stack([random.uniform(10, 86, anchors), random.uniform(10, 54, anchors), random.uniform(5, 40, anchors),
                     random.uniform(5, 40, anchors)], 1)


NAMES = {"names": str(dict(enumerate(LABELS))), "task": "detect"}


def yolov5():
    scores, objects, boxes = probabilities(378, 3), random.uniform(0.2, 1, 378), decoded(378)
    found = [(best(row)[0], o * best(row)[1], around(*box)) for row, o, box in zip(scores, objects, boxes)]
    return {"output0": np.concatenate([boxes, objects[:, None], scores], 1)}, found, NAMES


def yolov8(extra=0, transposed=False):
    scores, boxes = probabilities(126, 3), decoded(126)
    found = [(*best(row), around(*box)) for row, box in zip(scores, boxes)]
    joined = np.concatenate([boxes, scores, random.uniform(-9, 9, (126, extra))], 1)
    outputs = {"output0": joined if transposed else joined.T}
    if extra:
        outputs["output1"] = random.uniform(-1, 1, (32, 4, 6))
    return outputs, found, NAMES


def yolov10():
    rows, found = [], []
    for score in sorted(random.uniform(0, 1, 30), reverse=True):
        box, label = around(*decoded(1)[0]), int(random.integers(3))
        rows.append([*box, score, label])
        found.append((label, score, box))
    return {"output0": np.array(rows)}, found, NAMES


def nanodet(strides, centre):
    grid = cells(strides)
    scores, logits = probabilities(len(grid), 3), random.uniform(-2, 2, (len(grid), 32))
    found = []
    for (x, y, s), row, bins in zip(grid, scores, logits):
        l, t, r, b = (expectation(bins[8 * side:8 * side + 8]) * s for side in range(4))
        px, py = (x + centre) * s, (y + centre) * s
        found.append((*best(row), (px - l, py - t, px + r, py + b)))
    return grid, scores, logits, found


def nanodet_plus():
    _, scores, logits, found = nanodet((8, 16, 32, 64), 0)
    return {"output": np.concatenate([scores, logits], 1)}, found, {}


def picodet():
    grid, scores, logits, found = nanodet((8, 16, 32, 64), 0.5)
    outputs = {}
    for stride in (8, 16, 32, 64):
        level = [index for index, cell in enumerate(grid) if cell[2] == stride]
        outputs[f"cls_{stride}"], outputs[f"dis_{stride}"] = scores[level], logits[level]
    return outputs, found, {}


def ssd(labels):
    scores, boxes = probabilities(50, labels), decoded(50)
    corners = np.array([around(*box) for box in boxes])
    background = random.uniform(0.5, 1, (50, 1))
    found = [(*best(row), tuple(box)) for row, box in zip(scores, corners)]
    return {"scores": np.concatenate([background, scores], 1), "boxes": corners / [WIDTH, HEIGHT, WIDTH, HEIGHT]}, found, {}


def suppressed(boxes, labels, scores, top_first, share, floats):
    corners, values = np.array([around(*box) for box in decoded(20)]), random.uniform(0, 1, 20)
    kinds = random.integers(1, 4, 20)
    found = [(int(kind) - 1, float(score), tuple(box)) for kind, score, box in zip(kinds, values, corners)]
    rows = corners / [WIDTH, HEIGHT, WIDTH, HEIGHT] if share else corners
    outputs = {boxes: rows[:, [1, 0, 3, 2]] if top_first else rows, labels: kinds.astype(np.float32 if floats else np.int64), scores: values}
    return outputs, found, {}


def rtdetr_logits():
    scores, boxes = probabilities(40, 3), decoded(40)
    found = [(*best(row), around(*box)) for row, box in zip(scores, boxes)]
    return {"logits": logit(scores), "pred_boxes": boxes / [WIDTH, HEIGHT, WIDTH, HEIGHT]}, found, {}


def rtdetr_joined():
    scores, boxes = probabilities(300, 3), decoded(300)
    found = [(*best(row), around(*box)) for row, box in zip(scores, boxes)]
    return {"output0": np.concatenate([boxes / [WIDTH, HEIGHT, WIDTH, HEIGHT], scores], 1)}, found, NAMES


def rtdetr_labelled():
    scores, boxes, kinds = random.uniform(0, 1, 40), decoded(40), random.integers(0, 3, 40)
    found = [(int(kind), float(score), around(*box)) for kind, score, box in zip(kinds, scores, boxes)]
    return {"labels": kinds, "boxes": np.array([around(*box) for box in boxes]), "scores": scores}, found, {}


def yunet():
    outputs, found = {}, []
    for stride in (8, 16, 32):
        grid = cells((stride,))
        faces, objects = probabilities(len(grid), 1, 3), random.uniform(0.1, 1.2, (len(grid), 1))
        boxes = random.uniform(-0.5, 1, (len(grid), 4))
        outputs |= {f"cls_{stride}": faces, f"obj_{stride}": objects, f"bbox_{stride}": boxes,
                    f"kps_{stride}": random.uniform(-1, 1, (len(grid), 10))}
        for (x, y, s), face, o, (dx, dy, w, h) in zip(grid, faces, objects, boxes):
            score = math.sqrt(float(face[0]) * min(float(o[0]), 1))
            found.append((0, score, around((x + dx) * s, (y + dy) * s, math.exp(w) * s, math.exp(h) * s)))
    return outputs, found, {}


GRAPHS = {
    "vedette": vedette, "fastestdet": fastestdet, "yolox": yolox, "yolov5": yolov5, "yolov8": yolov8,
    "yolov8-transposed": lambda: yolov8(transposed=True), "yolov8-masks": lambda: yolov8(extra=32), "yolov10": yolov10,
    "nanodet": nanodet_plus, "picodet": picodet, "ssd": lambda: ssd(3), "ultraface": lambda: ssd(1),
    "ssd-nms-tensorflow": lambda: suppressed("detection_boxes", "detection_classes", "detection_scores", True, True, True),
    "ssd-nms-zoo": lambda: suppressed("bboxes", "labels", "scores", False, True, False),
    "ssd-nms-torchvision": lambda: suppressed("boxes", "labels", "scores", False, False, False),
    "rtdetr-logits": rtdetr_logits, "rtdetr-joined": rtdetr_joined, "rtdetr-labelled": rtdetr_labelled, "yunet": yunet,
}


def graph(name, outputs, metadata):
    """The outputs as constants. One graph has TensorFlow's input, one says nothing of its outputs' shapes, one leaves out the batch."""
    shape, kind = ([1, HEIGHT, WIDTH, 3], TensorProto.UINT8) if "tensorflow" in name else ([1, 3, HEIGHT, WIDTH], TensorProto.FLOAT)
    inputs = [helper.make_tensor_value_info("images", kind, shape)]
    if name == "rtdetr-labelled":
        inputs.append(helper.make_tensor_value_info("orig_target_sizes", TensorProto.INT64, [1, 2]))
    nodes, weights, values = [], [], []
    for output, array in outputs.items():
        array = array if array.dtype == np.int64 else array.astype(np.float32)
        array = array if "torchvision" in name else array[None]
        weights.append(numpy_helper.from_array(array, output + ".value"))
        nodes.append(helper.make_node("Identity", [output + ".value"], [output]))
        said = [f"side{index}" for index in range(array.ndim)] if name in ("yolox", "ssd-nms-torchvision") else array.shape
        values.append(helper.make_tensor_value_info(output, helper.np_dtype_to_tensor_dtype(array.dtype), said))
    model = helper.make_model(helper.make_graph(nodes, name, inputs, values, weights), opset_imports=[helper.make_opsetid("", 13)])
    model.ir_version = 8
    helper.set_model_props(model, metadata)
    onnx.checker.check_model(model)
    return model


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in GRAPHS.items():
        outputs, found, metadata = make()
        onnx.save(graph(name, outputs, metadata), folder / f"{name}.onnx")
        rows = [{"labelIndex": label, "score": score, "box": list(map(float, box))} for label, score, box in found if score > FLOOR]
        (folder / f"{name}.json").write_text(json.dumps(sorted(rows, key=lambda row: -row["score"]), indent=1) + "\n")


if __name__ == "__main__":
    main()
