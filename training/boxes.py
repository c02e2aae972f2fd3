"""Boxes as arrays of (left, top, right, bottom): overlap, suppression, and mapping between picture and network
input."""

import cv2
import numpy as np


def areas(boxes):
    return np.prod(np.clip(boxes[..., 2:4] - boxes[..., 0:2], 0, None), -1)


def intersections(a, b):
    """Shared area of every box of `a` (N) with every box of `b` (M), as N x M."""
    low = np.maximum(a[:, None, 0:2], b[None, :, 0:2])
    high = np.minimum(a[:, None, 2:4], b[None, :, 2:4])
    return np.prod(np.clip(high - low, 0, None), -1)


def overlaps(a, b):
    """Intersection over union of every box of `a` with every box of `b`, as N x M."""
    shared = intersections(a, b)
    return shared / (areas(a)[:, None] + areas(b)[None] - shared + 1e-9)


def suppress(boxes, scores, kinds, threshold=0.6, limit=100):
    """Greedy non-maximum suppression within each class: indices of the kept boxes, best first."""
    if not len(boxes):
        return np.zeros(0, int)
    apart = boxes + kinds[:, None] * (boxes.max() + 1)  # boxes of different classes never touch
    rectangles = np.concatenate([apart[:, :2], apart[:, 2:] - apart[:, :2]], 1)
    kept = cv2.dnn.NMSBoxes(rectangles.tolist(), scores.tolist(), 0.0, threshold)
    return np.array(kept, int).reshape(-1)[:limit]


def letterbox(picture, height, width, fill=114):
    """The picture scaled to fit, at the top left of an input of `fill`; and the scale."""
    scale = min(height / picture.shape[0], width / picture.shape[1])
    size = max(1, round(picture.shape[1] * scale)), max(1, round(picture.shape[0] * scale))
    interpolation = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    canvas = np.full((height, width, 3), fill, np.uint8)
    canvas[: size[1], : size[0]] = cv2.resize(picture, size, interpolation=interpolation)
    return canvas, scale
