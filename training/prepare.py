#!/usr/bin/env python3
"""Pack a corpus of pictures and YOLO labels into arrays that training reads with no decoding.

    prepare.py --corpus CORPUS --unlabelled UNLABELLED --others OTHERS [OTHERS ...] \\
        --keep-away-from CLIP [CLIP ...] --out PACKED

CORPUS holds train/ and val/ (images/*.jpg, labels/*.txt: `id cx cy w h`, 0 to 1) and sources.csv, a row a picture:
which split it is in and which classes are annotated in it; its other classes are unknown, not absent. UNLABELLED
holds images/ and sources.csv.

OTHERS are folders of PNG files with transparency, things that are none of the labels (other animals, food, signs,
tools): training pastes them into scenes, so that not everything that stands out is something. They are taken from the
folders themselves, not from folders inside these.

A picture that cannot be read is named and left out. A picture without a split, or a label with an unknown class id,
stops the program with the list. A training picture that is nearly a validation picture or a frame of a kept-away
clip (63-bit DCT hash, at most --distance bits apart) is named and left out.
"""

import argparse
import csv
import json
import pathlib
import sys

import cv2
import numpy as np

from labels import LABELS

SPLITS = ("train", "val")


def read_rows(folder):
    with open(folder / "sources.csv", newline="") as file:
        return list(csv.DictReader(file))


def read_labels(path, bad):
    """Boxes of one label file as rows of (class, left, top, right, bottom), 0 to 1; what is wrong with it goes to
    `bad`."""
    rows = []
    for number, line in enumerate(path.read_text().splitlines(), 1):
        fields = line.split()
        if not fields:
            continue
        try:
            kind, (cx, cy, w, h) = int(fields[0]), map(float, fields[1:])
        except ValueError:
            bad.append(f"{path}:{number}: want `id cx cy w h`, got {line!r}")
            continue
        if not 0 <= kind < len(LABELS):
            bad.append(f"{path}:{number}: unknown class id {kind}, want 0 to {len(LABELS) - 1}")
            continue
        rows.append((kind, *np.clip((cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2), 0, 1)))
    return np.array(rows, np.float32).reshape(-1, 5)


def dct_hash(picture):
    """The signs of the 63 lowest frequencies of a 32x32 luma thumbnail, the mean left out: near-duplicates differ in
    few bits."""
    luma = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY) if picture.ndim == 3 else picture
    low = cv2.dct(cv2.resize(luma, (32, 32), interpolation=cv2.INTER_AREA).astype(np.float32))[:8, :8].ravel()[1:]
    return low > np.median(low)


def clip_hashes(paths, every):
    for path in paths:
        clip = cv2.VideoCapture(str(path))
        if not clip.isOpened():
            sys.exit(f"{path}: cannot be opened as a video")
        index = 0
        while clip.grab():
            if index % every == 0:
                yield f"{path.name}#{index}", dct_hash(clip.retrieve()[1])
            index += 1


def nearest(hashes, others):
    """For each row of `hashes`, the least number of differing bits to any row of `others`, and which one."""
    distance = (hashes[:, None, :] != others[None]).sum(-1, dtype=np.int16)
    return distance.min(1), distance.argmin(1)


def shrink(picture, longest):
    scale = longest / max(picture.shape[:2])
    if scale >= 1:
        return picture
    return cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)


class Pack:
    """Pictures one after another in one file of bytes, and an index of where each lies, how big it is and what is in
    it."""

    def __init__(self, out, name):
        self.bytes, self.path = open(out / f"{name}.bin", "wb"), out / f"{name}.json"
        self.entries, self.offset = [], 0

    def add(self, picture, **about):
        self.entries.append({"offset": self.offset, "height": picture.shape[0], "width": picture.shape[1], **about})
        self.bytes.write(picture.tobytes())
        self.offset += picture.size

    def close(self):
        self.bytes.close()
        self.path.write_text(json.dumps(self.entries))


def load_others(folders, longest):
    """Cut-outs as BGRA, colours already multiplied by opacity, each trimmed to what is visible of it."""
    for path in sorted(path for folder in folders for path in folder.glob("*.png")):
        picture = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
        if picture is None or picture.ndim != 3 or picture.shape[2] != 4 or picture.dtype != np.uint8:
            print(f"left out, not a colour PNG with transparency: {path.name}")
            continue
        seen = picture[..., 3] > 127
        if not seen.any():
            print(f"left out, nothing to be seen in it: {path.name}")
            continue
        rows, columns = np.flatnonzero(seen.any(1)), np.flatnonzero(seen.any(0))
        picture = picture[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        opacity = picture[..., 3:].astype(np.uint16)
        solid = np.concatenate([(picture[..., :3] * opacity // 255).astype(np.uint8), picture[..., 3:]], 2)
        yield path.name, shrink(solid, longest)


def load(args):
    """Every readable picture with what is known of it; stops on a picture without a split or a label of an unknown
    class."""
    bad, unreadable, pictures = [], [], []
    for row in read_rows(args.corpus):
        if row["split"] not in SPLITS:
            bad.append(f"{row['file']}: split is {row['split']!r}, want one of {', '.join(SPLITS)}")
            continue
        unknown = set(row["annotated_classes"].split()) - set(LABELS)
        if unknown:
            bad.append(f"{row['file']}: unknown annotated classes {', '.join(sorted(unknown))}")
            continue
        folder = args.corpus / row["split"]
        boxes = read_labels(folder / "labels" / (pathlib.Path(row["file"]).stem + ".txt"), bad)
        picture = cv2.imread(str(folder / "images" / row["file"]))
        if picture is None:
            unreadable.append(row["file"])
            continue
        known = [LABELS.index(label) for label in row["annotated_classes"].split()]
        pictures.append(
            (
                row["split"],
                picture,
                dict(
                    file=row["file"],
                    source=row["source"],
                    group=row["group"],
                    known=known,
                    partial=int(row["partial"]),
                    licence=row["licence"],
                    boxes=boxes.tolist(),
                ),
            )
        )
    if bad:
        sys.exit("\n".join(["the corpus cannot be used:", *bad]))
    for row in read_rows(args.unlabelled) if args.unlabelled else []:
        picture = cv2.imread(str(args.unlabelled / "images" / row["file"]))
        if picture is None:
            unreadable.append(row["file"])
        elif row["source"] not in args.leave_out:
            pictures.append(
                (
                    "train",
                    picture,
                    dict(
                        file=row["file"],
                        source=row["source"],
                        group=row["source"],
                        known=[],
                        partial=1,
                        licence=row["licence"],
                        boxes=[],
                    ),
                )
            )
    for name in unreadable:
        print(f"left out, cannot be read: {name}")
    return pictures


def near_duplicates(pictures, args):
    """Names of training pictures too near to a validation picture or a kept-away frame, with the reason."""
    train = [p for p in pictures if p[0] == "train"]
    away = [(about["file"], dct_hash(picture)) for split, picture, about in pictures if split == "val"]
    away += list(clip_hashes(args.keep_away_from, args.every))
    if not train or not away:
        return {}
    distance, which = nearest(np.array([dct_hash(p[1]) for p in train]), np.array([h for _, h in away]))
    return {
        train[i][2]["file"]: f"{distance[i]} bits from {away[which[i]][0]}"
        for i in range(len(train))
        if distance[i] <= args.distance
    }


def main():
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    cli.add_argument("--corpus", type=pathlib.Path, required=True)
    cli.add_argument("--unlabelled", type=pathlib.Path)
    cli.add_argument(
        "--leave-out", nargs="*", default=[], metavar="SOURCE", help="sources of UNLABELLED to leave out whole"
    )
    cli.add_argument("--others", type=pathlib.Path, nargs="*", default=[], help="folders of cut-outs of other things")
    cli.add_argument(
        "--keep-away-from", type=pathlib.Path, nargs="*", default=[], metavar="CLIP", help="evaluation videos"
    )
    cli.add_argument("--every", type=int, default=1, help="hash every N-th frame of those (default %(default)s: all)")
    cli.add_argument(
        "--distance", type=int, default=8, help="bits apart that still count as the same (default %(default)s)"
    )
    cli.add_argument("--longest", type=int, default=512, help="longer side of a packed picture (default %(default)s)")
    cli.add_argument("--longest-other", type=int, default=288, help="of a packed cut-out (default %(default)s)")
    cli.add_argument("--out", type=pathlib.Path, required=True)
    args = cli.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)

    pictures = load(args)
    duplicates = near_duplicates(pictures, args)
    for name, reason in sorted(duplicates.items()):
        print(f"left out, near-duplicate: {name}: {reason}")
    packs = {split: Pack(args.out, split) for split in SPLITS}
    for split, picture, about in pictures:
        if split == "val" or about["file"] not in duplicates:
            packs[split].add(shrink(picture, args.longest), **about)
    others = Pack(args.out, "others")
    for name, cutout in load_others(args.others, args.longest_other):
        others.add(cutout, file=name)
    others.close()
    print(f"others: {len(others.entries)} cut-outs")
    for split, pack in packs.items():
        pack.close()
        boxes = sum(len(e["boxes"]) for e in pack.entries)
        print(f"{split}: {len(pack.entries)} pictures, {boxes} boxes, {pack.offset / 2**20:.0f} MiB")


if __name__ == "__main__":
    main()
