"""Which positions of the network may answer for which box: a short list a box, made from geometry alone, out of
which the loss chooses."""

import numpy as np

from labels import LABELS, STRIDES

# The longer side, in pixels, of the boxes that a level may answer for; where levels overlap the loss settles it.
REACH = {8: (0, 96), 16: (48, 224), 32: (112, np.inf)}
NEAR = np.stack(np.meshgrid([-1, 0, 1], [-1, 0, 1]), -1).reshape(-1, 2)  # the 3x3 positions around a box's centre
CANDIDATES = len(NEAR) * 2  # no box is within reach of more than two levels


def positions(height, width):
    """Centres (x, y) and stride of every position of an input, in the network's order."""
    rows = []
    for stride in STRIDES:
        y, x = np.mgrid[0 : height // stride, 0 : width // stride]
        rows.append(np.stack([(x + 0.5) * stride, (y + 0.5) * stride, np.full(x.shape, stride)], -1).reshape(-1, 3))
    return np.concatenate(rows).astype(np.float32)


def candidates(targets, height, width):
    """For each target, CANDIDATES positions (indices, -1 where there are fewer) inside the box and next to its
    centre."""
    found = np.full((len(targets), CANDIDATES), -1, np.int64)
    side = (targets[:, 3:5] - targets[:, 1:3]).max(1)
    centre = (targets[:, 1:3] + targets[:, 3:5]) / 2
    used = np.zeros(len(targets), int)
    first = 0
    for stride in STRIDES:
        columns, lines = width // stride, height // stride
        rows = np.flatnonzero((side >= REACH[stride][0]) & (side < REACH[stride][1]))
        cell = np.clip(centre[rows] // stride, 0, (columns - 1, lines - 1))[:, None] + NEAR[None]
        point = (cell + 0.5) * stride
        box = targets[rows, None, 1:5]
        fits = ((point > box[..., 0:2]) & (point < box[..., 2:4])).all(-1)
        fits[:, len(NEAR) // 2] = True  # the middle one answers even for a box smaller than a cell
        fits &= ((cell >= 0) & (cell < (columns, lines))).all(-1)
        index = np.where(fits, first + cell[..., 1] * columns + cell[..., 0], -1)
        for slot in (0, 1):
            mine = used[rows] == slot
            found[rows[mine], slot * len(NEAR) : (slot + 1) * len(NEAR)] = index[mine]
        used[rows] += 1
        first += columns * lines
    return found


def blamable(doubts, points):
    """Positions x labels: False where a doubt says that the network is not to be blamed for an answer."""
    mask = np.ones((len(points), len(LABELS)), bool)
    half = points[:, 2] / 2
    for kind, left, top, right, bottom in doubts:
        inside = (
            (points[:, 0] > left - half)
            & (points[:, 0] < right + half)
            & (points[:, 1] > top - half)
            & (points[:, 1] < bottom + half)
        )
        mask[inside, int(kind)] = False
    return mask
