"""Average precision and recall of ranked boxes. AP is the area under the precision envelope over all points, as in
COCO and MOTChallenge."""

import numpy as np

from boxes import areas, overlaps

IOUS = np.arange(0.5, 0.96, 0.05)
SIZES = {
    "all": (0, np.inf),
    "small": (0, 32),
    "medium": (32, 96),
    "large": (96, np.inf),
}  # square root of the area, in picture pixels


class Tally:
    """Collects one class's detections and truth, picture by picture, at several IoU thresholds and for one range of
    sizes.

    Truth outside the range is neither found nor missed, and a detection that meets it, or that meets nothing and
    lies outside the range itself, does not count.
    """

    def __init__(self, low=0, high=np.inf):
        self.low, self.high = low, high
        self.scores, self.hits, self.counted, self.total, self.pictures = [], [], [], 0, 0

    def within(self, boxes):
        side = np.sqrt(areas(boxes))
        return (side >= self.low) & (side < self.high)

    def add(self, boxes, scores, truth):
        """Detections (N x 4, with N scores) and truth (M x 4) of one picture."""
        order = np.argsort(-scores, kind="stable")
        boxes, scores = boxes[order], scores[order]
        wanted = self.within(truth)
        iou = overlaps(boxes, truth) if len(truth) else np.zeros((len(boxes), 0))
        hits = np.zeros((len(boxes), len(IOUS)), bool)
        counted = np.repeat(self.within(boxes)[:, None], len(IOUS), 1)  # of those that meet no truth
        near = np.flatnonzero((iou >= IOUS[0]).any(1))
        for column, threshold in enumerate(IOUS):
            taken = np.zeros(len(truth), bool)
            for row in near:
                free = np.where(taken, 0, iou[row])
                inside = np.where(wanted, free, 0)
                if inside.max() >= threshold:
                    taken[inside.argmax()] = hits[row, column] = counted[row, column] = True
                elif free.max() >= threshold:
                    taken[free.argmax()] = True
                    counted[row, column] = False
        self.scores.append(scores)
        self.hits.append(hits)
        self.counted.append(counted)
        self.total += int(wanted.sum())
        self.pictures += 1

    def ranked(self, column):
        """Scores and hits of the counted detections, best first."""
        scores = np.concatenate(self.scores) if self.scores else np.zeros(0)
        hits = np.concatenate(self.hits)[:, column] if self.scores else np.zeros(0, bool)
        counted = np.concatenate(self.counted)[:, column] if self.scores else np.zeros(0, bool)
        order = np.argsort(-scores[counted], kind="stable")
        return scores[counted][order], hits[counted][order]

    def precision(self, column=0):
        """Average precision at one of IOUS; None without truth."""
        if not self.total:
            return None
        _, hits = self.ranked(column)
        if not len(hits):
            return 0.0
        right = np.cumsum(hits)
        envelope = np.maximum.accumulate((right / np.arange(1, len(right) + 1))[::-1])[::-1]
        return float(np.diff(np.concatenate([[0], right / self.total])) @ envelope)

    def mean_precision(self):
        """Mean over IOUS: AP50:95."""
        return None if not self.total else float(np.mean([self.precision(column) for column in range(len(IOUS))]))

    def recall_at(self, false_per_picture, column=0):
        """The recall where so many false boxes a picture have been let through."""
        if not self.total:
            return None
        _, hits = self.ranked(column)
        allowed = np.cumsum(~hits) <= false_per_picture * self.pictures
        return float(hits[allowed].sum() / self.total)

    def at_score(self, score):
        """(precision, recall) of what scores at least `score`; precision is None without such detections."""
        scores, hits = self.ranked(0)
        above = scores >= score
        return (float(hits[above].mean()) if above.any() else None), (
            float(hits[above].sum() / self.total) if self.total else None
        )

    def score_for(self, precision):
        """(score, recall): the lowest score above which the precision is reached, or None where it never is."""
        scores, hits = self.ranked(0)
        if not len(hits):
            return None
        reached = np.flatnonzero(np.cumsum(hits) / np.arange(1, len(hits) + 1) >= precision)
        return (
            (float(scores[reached[-1]]), float(hits[: reached[-1] + 1].sum() / max(1, self.total)))
            if len(reached)
            else None
        )
