"""Composing training scenes: photographs rescaled, cropped, collaged and peopled with small cut-outs, so that they
look the way a camera hung high sees the world, and the truth of each scene.

Truth is two lists of boxes. Targets are (class, left, top, right, bottom, certainty): what the network should find.
Doubts are (class, left, top, right, bottom): where it is neither rewarded nor blamed for that class, because people
did not annotate the class in that picture and the teachers are unsure, or because a paste hid most of the object.
"""

import dataclasses
import json

import cv2
import numpy as np

import things

from boxes import areas, intersections, overlaps
from labels import LABELS
from packed import Packed

PERSON = LABELS.index("person")
VEHICLES = [LABELS.index(label) for label in ("car", "bus", "truck")]
SURE, UNSURE = 0.42, 0.12  # fused teacher scores: above SURE a target, between the two a doubt, below nothing
# Shares of scenes: one picture about as large as the scene, so that large objects are whole; four pictures; the rest is
# one picture at a scale drawn for one of its objects.
WHOLE, MOSAIC = 0.55, 0.2
DECOYS = 0.35  # share of pasted patches that show nothing
OTHERS = 0.5  # share of scenes into which things are pasted that are none of the labels
DRAWN = 0.5  # share of those that are drawn; the rest are cut-outs, where there are any


@dataclasses.dataclass(frozen=True)
class Mix:
    """What is drawn how often, and how large. Sides are square roots of areas, in pixels."""

    balanced: float  # share of pictures drawn for a label that is drawn first, all labels alike
    paste: float  # share of scenes into which objects are pasted
    persons: float  # share of persons among those; the rest are all labels alike
    pasted: float  # largest side of what is pasted
    growth: float  # logarithm of how much a whole picture may outgrow its scene
    single: float  # largest side of the object that a scene of one picture is scaled for
    mosaic: float  # the same in a scene of four


MIXES = {
    "far": Mix(balanced=0.35, paste=0.25, persons=0.65, pasted=90, growth=0.3, single=180, mosaic=110),
    "near": Mix(balanced=0.6, paste=0.35, persons=0.3, pasted=220, growth=0.45, single=320, mosaic=180),
}
# How often a source's pictures are drawn, relative to one draw a picture and round.
WEIGHTS = {
    "catsdogs": 0.35,
    "bicycles": 0.7,
    "capston2": 0.8,
    "cctv_person560": 2.5,
    "coco128": 7.0,
    "coco_tiny": 7.0,
    "tiny_coco": 7.0,
    "atl_highway": 1.2,
}


def truth_of(entry, human, taught):
    """Targets and doubts of one whole picture, from people's boxes and the teachers' rows."""
    targets = [np.concatenate([human, np.ones((len(human), 1), np.float32)], 1)]
    doubts = [np.zeros((0, 5), np.float32)]
    known = np.zeros(len(LABELS), bool)
    known[entry["known"]] = True
    if len(taught):
        kinds, scores = taught[:, 0].astype(int), taught[:, 5]
        near = overlaps(taught[:, 1:5], human[:, 1:5]) if len(human) else np.zeros((len(taught), 0))
        alike = (kinds[:, None] == human[None, :, 0]) | (
            np.isin(kinds, VEHICLES)[:, None] & np.isin(human[None, :, 0], VEHICLES)
        )
        matched = (near * alike > 0.45).any(1)
        annotated = known[kinds] & (entry["partial"] == 0)
        fill = ~matched & ~annotated & (scores > SURE)
        certainty = np.clip(scores[fill, None] / 0.6, 0, 1)
        targets.append(np.concatenate([taught[fill, :5], certainty], 1))
        doubt = ~matched & ~fill & np.where(annotated, scores > SURE, scores > UNSURE)
        doubts.append(taught[doubt, :5])
    return np.concatenate(targets).astype(np.float32), np.concatenate(doubts).astype(np.float32)


class Scenes:
    """An endless supply of scenes from one packed corpus."""

    def __init__(self, folder, mix="far"):
        self.mix = MIXES[mix]
        self.packed, self.others = Packed(folder, "train"), Packed(folder, "others")
        with open(f"{folder}/taught.json") as file:
            taught = [np.array(rows, np.float32).reshape(-1, 6) for rows in json.load(file)]
        self.truths = [truth_of(entry, self.packed.boxes(i), taught[i]) for i, entry in enumerate(self.packed.entries)]
        weights = np.array([WEIGHTS.get(entry["source"], 1.0) for entry in self.packed.entries])
        self.chances = np.cumsum(weights / weights.sum())
        self.showing = self.pictures_by_label(weights)
        self.cuttable = self.find_cuttable()

    def find_cuttable(self):
        """(picture, box) of annotated objects sharp enough to be pasted elsewhere, by class."""
        found = {kind: [] for kind in range(len(LABELS))}
        for index, (targets, _) in enumerate(self.truths):
            if not len(targets):
                continue
            alone = (overlaps(targets[:, 1:5], targets[:, 1:5]) > 0.15).sum(1) == 1
            sizes = targets[:, 3:5] - targets[:, 1:3]
            entry = self.packed.entries[index]
            for target, single, (w, h) in zip(targets, alone, sizes):
                inside = (
                    target[1] > 2
                    and target[2] > 2
                    and target[3] < entry["width"] - 2
                    and target[4] < entry["height"] - 2
                )
                upright = 1.3 < h / max(w, 1) < 4.5 if target[0] == PERSON else True
                if single and inside and upright and target[5] > 0.8 and h > 40 and w > 16:
                    found[int(target[0])].append((index, target[1:5]))
        return {kind: rows for kind, rows in found.items() if rows}

    def pictures_by_label(self, weights):
        """For each label that occurs: the pictures that show it, and their summed-up chances."""
        found = []
        for label in range(len(LABELS)):
            pictures = np.array([i for i, (targets, _) in enumerate(self.truths) if (targets[:, 0] == label).any()], int)
            if len(pictures):
                found.append((pictures, np.cumsum(weights[pictures]) / weights[pictures].sum()))
        return found

    def draw(self, random):
        if random.random() < self.mix.balanced and self.showing:
            pictures, chances = self.showing[random.integers(len(self.showing))]
            return int(pictures[np.searchsorted(chances, random.random())])
        return int(np.searchsorted(self.chances, random.random()))

    def patch(self, index, scale, random):
        """Picture `index` rescaled, perhaps mirrored, with its truth in the new pixels."""
        picture = self.packed.picture(index)
        squeeze = np.exp(random.uniform(-0.12, 0.12))
        height, width = (
            max(8, int(round(side * scale * f))) for side, f in zip(picture.shape[:2], (squeeze, 1 / squeeze))
        )
        resized = cv2.resize(
            picture, (width, height), interpolation=cv2.INTER_AREA if scale < 0.7 else cv2.INTER_LINEAR
        )
        targets, doubts = (rows.copy() for rows in self.truths[index])
        for rows in (targets, doubts):
            rows[:, [1, 3]] *= width / picture.shape[1]
            rows[:, [2, 4]] *= height / picture.shape[0]
        if random.random() < 0.5:
            resized = resized[:, ::-1]
            for rows in (targets, doubts):
                rows[:, [1, 3]] = width - rows[:, [3, 1]]
        return resized, targets, doubts

    def scale_for(self, index, random, low, high):
        """A scale that gives one of the picture's objects a side drawn log-uniformly: as many small objects as large
        ones."""
        targets = self.truths[index][0]
        if not len(targets):
            return np.exp(random.uniform(np.log(0.4), np.log(1.2)))
        row = targets[random.integers(len(targets))]
        side = np.sqrt(max(16.0, (row[3] - row[1]) * (row[4] - row[2])))
        return float(np.clip(np.exp(random.uniform(np.log(low), np.log(high))) / side, 0.12, 2.0))

    def scene(self, height, width, random):
        """One picture (height x width x BGR, bytes) with its targets and doubts."""
        canvas = Canvas(height, width, random)
        kind = random.random()
        if kind < WHOLE:
            self.fill_with_one(canvas, random, whole=True)
        elif kind < WHOLE + MOSAIC:
            self.fill_with_mosaic(canvas, random)
        else:
            self.fill_with_one(canvas, random)
        if random.random() < OTHERS:
            for _ in range(random.integers(1, 5)):
                self.paste_other(canvas, random)
        if random.random() < self.mix.paste:
            for _ in range(random.integers(1, 7)):
                self.paste_object(canvas, random)
        return canvas.finish()

    def fill_with_one(self, canvas, random, whole=False):
        index = self.draw(random)
        picture = self.packed.picture(index)
        fit = min(canvas.height / picture.shape[0], canvas.width / picture.shape[1])
        if whole:
            scale = fit * np.exp(random.uniform(-0.25, self.mix.growth))
        else:
            scale = self.scale_for(index, random, 16, self.mix.single)
        cover = max(canvas.height / picture.shape[0], canvas.width / picture.shape[1])
        if scale < cover:  # too small to cover: a neighbour picture fills what it leaves
            other = self.draw(random)
            shape = self.packed.picture(other).shape
            canvas.put(*self.patch(other, 1.15 * max(canvas.height / shape[0], canvas.width / shape[1]), random), 0, 0)
        patch = self.patch(index, scale, random)
        room = canvas.width - patch[0].shape[1], canvas.height - patch[0].shape[0]
        x, y = (int(random.integers(min(0, r), max(0, r) + 1)) for r in room)
        canvas.put(*patch, x, y)

    def fill_with_mosaic(self, canvas, random):
        cx = int(canvas.width * random.uniform(0.3, 0.7))
        cy = int(canvas.height * random.uniform(0.3, 0.7))
        for x0, y0, x1, y1 in (
            (0, 0, cx, cy),
            (cx, 0, canvas.width, cy),
            (0, cy, cx, canvas.height),
            (cx, cy, canvas.width, canvas.height),
        ):
            index = self.draw(random)
            shape = self.packed.picture(index).shape
            cover = 1.15 * max((y1 - y0) / shape[0], (x1 - x0) / shape[1])
            patch = self.patch(index, max(cover, self.scale_for(index, random, 12, self.mix.mosaic)), random)
            dx, dy = (
                int(random.integers(0, max(1, have - want)))
                for have, want in zip(patch[0].shape[1::-1], (x1 - x0, y1 - y0))
            )
            canvas.put(*crop(patch, dx, dy, dx + x1 - x0, dy + y1 - y0), x0, y0)

    def paste_object(self, canvas, random):
        kinds = list(self.cuttable)
        kind = PERSON if PERSON in self.cuttable and random.random() < self.mix.persons else kinds[random.integers(len(kinds))]
        index, box = self.cuttable[kind][random.integers(len(self.cuttable[kind]))]
        if random.random() < DECOYS:
            index, box = self.decoy(box, random)
            if index is None:
                return
        picture = self.packed.picture(index)
        w, h = box[2] - box[0], box[3] - box[1]
        side = np.exp(random.uniform(np.log(14), np.log(self.mix.pasted)))
        scale = min(1.2, side / np.sqrt(w * h))
        mx, my = 0.08 * w, 0.06 * h  # a margin, in which the cut-out fades into its surroundings
        x0, y0 = int(max(0, box[0] - mx)), int(max(0, box[1] - my))
        x1, y1 = int(min(picture.shape[1], box[2] + mx)), int(min(picture.shape[0], box[3] + my))
        size = max(3, int((x1 - x0) * scale)), max(3, int((y1 - y0) * scale))
        cutout = cv2.resize(picture[y0:y1, x0:x1], size, interpolation=cv2.INTER_AREA)
        targets, doubts = (self.overlapping(rows, (x0, y0, x1, y1)) for rows in self.truths[index])
        for rows in (targets, doubts):
            rows[:, 1:5] = (rows[:, 1:5] - (x0, y0, x0, y0)) * scale
        targets, doubts = clip_truth(targets, doubts, *size)
        if random.random() < 0.5:
            cutout = cutout[:, ::-1]
            for rows in (targets, doubts):
                rows[:, [1, 3]] = size[0] - rows[:, [3, 1]]
        room = canvas.width - size[0], canvas.height - size[1]
        if min(room) >= 0:
            canvas.blend(cutout, targets, doubts, *(int(random.integers(0, r + 1)) for r in room))

    def paste_other(self, canvas, random):
        """An elephant, a bottle, a signpost: as small and as large as what is to be found, and in any light."""
        longest = 0.85 * min(canvas.height, canvas.width)
        side = np.exp(random.uniform(np.log(16), np.log(longest)))
        drawn = random.random() < DRAWN or not len(self.others)
        cutout = None if drawn else self.others.picture(int(random.integers(len(self.others))), channels=4)
        shape = (1, 1) if drawn else cutout.shape[:2]
        tall = np.exp(random.uniform(-0.6, 1.6) if drawn else random.uniform(-0.6, 0.6)) * shape[0] / shape[1]
        height, width = (max(5, int(min(longest, side * f))) for f in (tall**0.5, tall**-0.5))
        if drawn:
            cutout = things.draw(height, width, self.material(height, width, random), random)
        else:
            shrinks = height * width < shape[0] * shape[1]
            cutout = cv2.resize(cutout, (width, height), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR)
        if random.random() < 0.5:
            cutout = cutout[:, ::-1]
        x, y = (int(random.integers(0, room + 1)) for room in (canvas.width - width, canvas.height - height))
        canvas.lay_over(cutout, x, y, random)

    def material(self, height, width, random):
        """What drawn things are made of: a place where a picture shows nothing of ours, or none, for plain colours."""
        if random.random() < 0.4:
            return None
        size = random.uniform(16, 120) * np.array([(width / height) ** 0.5, (height / width) ** 0.5])
        index, place = self.decoy(np.array([0, 0, *size]), random)
        if index is None:
            return None
        x0, y0, x1, y1 = place.astype(int)
        return cv2.resize(self.packed.picture(index)[y0 : y1 + 1, x0 : x1 + 1], (width, height)).astype(np.float32)

    def decoy(self, box, random):
        """A place as large as `box` where a picture shows nothing of ours: what was pasted is not always an object."""
        index = self.draw(random)
        entry = self.packed.entries[index]
        w, h = box[2] - box[0], box[3] - box[1]
        if w >= entry["width"] or h >= entry["height"]:
            return None, None
        x, y = random.uniform(0, entry["width"] - w), random.uniform(0, entry["height"] - h)
        place = np.array([x, y, x + w, y + h], np.float32)
        if any(len(self.overlapping(rows, place)) for rows in self.truths[index]):
            return None, None
        return index, place

    @staticmethod
    def overlapping(rows, window):
        return rows[intersections(rows[:, 1:5], np.array(window, np.float32)[None])[:, 0] > 0].copy()


def crop(patch, x0, y0, x1, y1):
    picture, targets, doubts = patch
    moved = [rows - np.array([0, x0, y0, x0, y0, 0][: rows.shape[1]], np.float32) for rows in (targets, doubts)]
    return picture[y0:y1, x0:x1], *clip_truth(*moved, x1 - x0, y1 - y0)


def clip_truth(targets, doubts, width, height):
    """Truth clipped to a window; what keeps less than 40 % of itself becomes a doubt, what keeps nothing goes."""
    before = areas(targets[:, 1:5])
    for rows in (targets, doubts):
        rows[:, 1:5] = np.clip(rows[:, 1:5], 0, (width, height, width, height))
    share = areas(targets[:, 1:5]) / np.maximum(before, 1e-6)
    doubts = np.concatenate([doubts, targets[(share > 0) & (share < 0.4), :5]])
    return targets[share >= 0.4], doubts[areas(doubts[:, 1:5]) > 0]


class Canvas:
    """A scene in the making; what is put later hides what was there."""

    def __init__(self, height, width, random):
        self.height, self.width = height, width
        self.pixels = np.full((height, width, 3), random.integers(0, 256), np.uint8)
        self.targets, self.doubts = np.zeros((0, 6), np.float32), np.zeros((0, 5), np.float32)

    def hide(self, window):
        """Truth under a new patch goes: wholly if most of it is hidden, to doubts if half is."""
        for rows_name in ("targets", "doubts"):
            rows = getattr(self, rows_name)
            if not len(rows):
                continue
            hidden = intersections(rows[:, 1:5], window[None])[:, 0] / np.maximum(areas(rows[:, 1:5]), 1e-6)
            if rows_name == "targets":
                self.doubts = np.concatenate([self.doubts, rows[(hidden > 0.4) & (hidden < 0.75), :5]])
                self.targets = rows[hidden <= 0.4]
            else:
                self.doubts = rows[hidden < 0.9]

    def put(self, picture, targets, doubts, x, y):
        x0, y0, x1, y1 = (
            max(0, x),
            max(0, y),
            min(self.width, x + picture.shape[1]),
            min(self.height, y + picture.shape[0]),
        )
        if x1 <= x0 or y1 <= y0:
            return
        window, targets, doubts = crop((picture, targets, doubts), x0 - x, y0 - y, x1 - x, y1 - y)
        self.hide(np.array([x0, y0, x1, y1], np.float32))
        self.pixels[y0:y1, x0:x1] = window
        shift = np.array([0, x0, y0, x0, y0, 0], np.float32)
        self.targets = np.concatenate([self.targets, targets + shift])
        self.doubts = np.concatenate([self.doubts, doubts + shift[:5]])

    def blend(self, cutout, targets, doubts, x, y):
        h, w = cutout.shape[:2]
        self.hide(np.array([x, y, x + w, y + h], np.float32))
        fade = [
            np.minimum(1, (np.minimum(np.arange(n), np.arange(n)[::-1]) + 0.5) / max(1.0, 0.09 * n)) for n in (h, w)
        ]
        mask = (fade[0][:, None] * fade[1][None])[..., None].astype(np.float32)
        under = self.pixels[y : y + h, x : x + w].astype(np.float32)
        # A cut-out lit like its surroundings betrays itself less.
        gain = np.clip((under.mean() + 30) / (cutout.mean() + 30), 0.6, 1.5) ** 0.6
        self.pixels[y : y + h, x : x + w] = np.clip(under + mask * (cutout * gain - under), 0, 255).astype(np.uint8)
        shift = np.array([0, x, y, x, y, 0], np.float32)
        self.targets = np.concatenate([self.targets, targets + shift])
        self.doubts = np.concatenate([self.doubts, doubts + shift[:5]])

    def lay_over(self, cutout, x, y, random):
        """A cut-out (BGRA, colours multiplied by opacity) that nobody is asked about; its colours vary."""
        h, w = cutout.shape[:2]
        self.hide(np.array([x, y, x + w, y + h], np.float32))
        colours, opacity = cutout[..., :3].astype(np.float32), cutout[..., 3:].astype(np.float32) / 255
        if random.random() < 0.3:  # less colourful, as things at home and in the street are
            colours += random.uniform(0.3, 1) * (colours.mean(2, keepdims=True) - colours)
        colours *= np.exp(random.uniform(-0.5, 0.3) + random.uniform(-0.2, 0.2, 3)).astype(np.float32)
        under = self.pixels[y : y + h, x : x + w]
        self.pixels[y : y + h, x : x + w] = np.clip(colours + under * (1 - opacity), 0, 255).astype(np.uint8)

    def finish(self):
        targets, doubts = clip_truth(self.targets, self.doubts, self.width, self.height)
        sides = targets[:, 3:5] - targets[:, 1:3]
        tiny = (sides.min(1) < 3) | (np.sqrt(sides.prod(1)) < 6)  # nobody could name it: neither reward nor blame
        return self.pixels, targets[~tiny], np.concatenate([doubts, targets[tiny, :5]])
