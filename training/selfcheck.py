#!/usr/bin/env python3
"""Check the recipe without a corpus: draws a toy corpus, runs every step on it, and checks what comes out.

    selfcheck.py                       two or three minutes
    selfcheck.py --without-training    a quarter of a minute, and no PyTorch
"""

import argparse
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

import cv2
import numpy as np

import boxes
import metrics
import scenes
import targets
import things
from labels import LABELS

HERE = pathlib.Path(__file__).parent
SHIPPED = HERE.parent / "Sources/CBuiltinModel/builtin.onnx"


def python(program, *arguments):
    return subprocess.run([sys.executable, HERE / program, *map(str, arguments)], capture_output=True, text=True)


def draw_corpus(folder, random, count=48):
    """Pictures of noise with bright upright rectangles (persons) and wide ones (cars), labelled."""
    rows = ["split,file,source,group,annotated_classes,partial,label_kind,n_boxes,w,h,licence"]
    for split in ("train", "val"):
        for part in ("images", "labels"):
            (folder / split / part).mkdir(parents=True)
        for index in range(count):
            picture = random.integers(40, 90, (160, 192, 3)).astype(np.uint8)
            lines = []
            for kind, (w, h) in ((0, (18, 48)), (2, (56, 28))):
                x, y = random.integers(2, 190 - w), random.integers(2, 158 - h)
                picture[y : y + h, x : x + w] = (200, 220, 240) if kind == 0 else (30, 30, 230)
                lines.append(f"{kind} {(x + w / 2) / 192} {(y + h / 2) / 160} {w / 192} {h / 160}")
            cv2.imwrite(str(folder / split / "images" / f"{split}{index}.jpg"), picture)
            (folder / split / "labels" / f"{split}{index}.txt").write_text("\n".join(lines))
            rows.append(f"{split},{split}{index}.jpg,toy,toy,person car,0,drawn,2,192,160,none")
    (folder / "sources.csv").write_text("\n".join(rows))


def draw_others(folder, random):
    """Blue discs on nothing, one file that has no transparency and one in which there is nothing."""
    folder.mkdir()
    for index in range(4):
        disc = np.zeros((64, 64, 4), np.uint8)
        cv2.circle(disc, (32, 32), int(random.integers(12, 30)), (240, 120, 30, 255), -1)
        cv2.imwrite(str(folder / f"disc{index}.png"), disc)
    cv2.imwrite(str(folder / "opaque.png"), np.zeros((8, 8, 3), np.uint8))
    cv2.imwrite(str(folder / "empty.png"), np.zeros((8, 8, 4), np.uint8))


def check_boxes():
    a = np.array([[0, 0, 10, 10], [0, 0, 5, 10]], float)
    assert np.allclose(boxes.overlaps(a, a), [[1, 0.5], [0.5, 1]])
    kept = boxes.suppress(
        np.array([[0, 0, 10, 10], [1, 0, 10, 10], [0, 0, 10, 10]], float),
        np.array([0.5, 0.9, 0.4]),
        np.array([0, 0, 1]),
    )
    assert kept.tolist() == [1, 2], "one box a place and class, best first"
    canvas, scale = boxes.letterbox(np.zeros((100, 200, 3), np.uint8), 64, 64)
    assert scale == 0.32 and canvas[40, 5, 0] == 114 and canvas[20, 5, 0] == 0


def check_metrics():
    tally = metrics.Tally()
    truth = np.array([[0, 0, 10, 20], [30, 0, 40, 20]], float)
    tally.add(np.array([[0, 0, 10, 20], [60, 0, 70, 20], [30, 1, 40, 20]], float), np.array([0.9, 0.8, 0.7]), truth)
    assert abs(tally.precision() - (0.5 + 0.5 * 2 / 3)) < 1e-6, "area under the precision envelope, by hand"
    assert tally.recall_at(0) == 0.5 and tally.recall_at(1) == 1
    assert tally.at_score(0.75) == (0.5, 0.5)
    assert tally.score_for(0.6) == (0.7, 1.0)


def check_targets():
    points = targets.positions(64, 96)
    assert len(points) == 96 + 24 + 6 and points[0].tolist() == [4, 4, 8] and points[-1].tolist() == [80, 48, 32]
    rows = np.array([[0, 10, 10, 30, 60, 1], [2, 1, 1, 4, 4, 1]], np.float32)
    found = targets.candidates(rows, 64, 96)
    for row, answers in zip(rows, found):
        inside = points[answers[answers >= 0]]
        assert len(inside), "every box has a position that may answer"
    assert (
        (points[found[0][found[0] >= 0]][:, :2] >= (10, 10)) & (points[found[0][found[0] >= 0]][:, :2] <= (30, 60))
    ).all()


def check_bad_corpus(folder):
    corpus = folder / "bad"
    draw_corpus(corpus, np.random.default_rng(1), 2)
    (corpus / "train/labels/train1.txt").write_text("11 0.5 0.5 0.1 0.1\n")
    text = (corpus / "sources.csv").read_text().replace("val,val0", ",val0")
    (corpus / "sources.csv").write_text(text)
    stopped = python("prepare.py", "--corpus", corpus, "--out", folder / "nothing")
    assert (
        stopped.returncode != 0
        and "unknown class id 11" in stopped.stderr
        and "val0.jpg: split is ''" in stopped.stderr
    ), stopped.stderr


def check_packing(folder):
    """What cannot be used is named and left out; the rest is packed."""
    random = np.random.default_rng(0)
    corpus, packed = folder / "corpus", folder / "packed"
    draw_corpus(corpus, random)
    (corpus / "train/images/train0.jpg").write_bytes(b"not a picture")
    shutil.copy(corpus / "val/images/val0.jpg", corpus / "train/images/train1.jpg")
    draw_others(folder / "others", random)
    packing = python(
        "prepare.py", "--corpus", corpus, "--others", folder / "others", "--out", packed, "--distance", 0
    )
    assert packing.returncode == 0, packing.stderr
    assert "cannot be read: train0.jpg" in packing.stdout
    assert "near-duplicate: train1.jpg: 0 bits from val0.jpg" in packing.stdout
    assert "with transparency: opaque.png" in packing.stdout and "seen in it: empty.png" in packing.stdout
    assert "others: 4 cut-outs" in packing.stdout
    count = len(json.loads((packed / "train.json").read_text()))
    assert count == 46
    # The teachers are sure of a dog and unsure of a cat: neither is annotated. A car that nobody annotated is a doubt.
    rows = [[6, 5, 5, 45, 45, 0.9], [7, 60, 60, 90, 90, 0.2], [2, 100, 100, 150, 130, 0.9]]
    (packed / "taught.json").write_text(json.dumps([rows] + [[]] * (count - 1)))
    return packed


def check_scenes(packed):
    for mix in scenes.MIXES:
        check_mix(packed, mix)


def check_mix(packed, mix):
    supply, random = scenes.Scenes(packed, mix), np.random.default_rng(3)
    found, doubted = supply.truths[0]
    assert sorted(found[:, 0]) == [0, 2, 6] and {7} <= set(doubted[:, 0]), (found, doubted)
    seen = set()
    for _ in range(60):
        pixels, found, doubted = supply.scene(160, 224, random)
        assert pixels.shape == (160, 224, 3) and pixels.dtype == np.uint8
        for rows in (found, doubted):
            assert np.isfinite(rows).all() and (rows[:, 1:5] >= 0).all() and (rows[:, 1:5] <= (224, 160, 224, 160)).all()
            assert (rows[:, 3:5] > rows[:, 1:3]).all()
        seen |= set(found[:, 0].astype(int))
    assert {0, 2} <= seen
    first, again = (supply.scene(160, 160, np.random.default_rng(9))[0] for _ in range(2))
    assert (first == again).all(), "a seed gives a scene"
    for _ in range(40):
        thing = things.draw(*random.integers(5, 90, 2), None, random)
        assert thing.dtype == np.uint8 and thing[..., 3].any() and (thing[..., :3] <= thing[..., 3:].astype(int) + 1).all()


def check_shipped(folder, packed):
    """The shipped network through quantisation, the choice of its overlap, calibration and evaluation: form, not quality, on
    drawn pictures."""
    small, defaults, measured = folder / "shipped-int8.onnx", folder / "defaults.json", folder / "figures.json"
    made = python("quantise.py", "--model", SHIPPED, "--packed", packed, "--out", small, "--scenes", 4, "--side", 160)
    assert made.returncode == 0, made.stderr
    assert small.stat().st_size < 0.7 * SHIPPED.stat().st_size
    given = "--packed", packed, "--size", "192x160"
    made = python("suppression.py", "--model", SHIPPED, *given)
    assert made.returncode == 0 and made.stdout.count("mean AP50") == 7, made.stderr + made.stdout
    made = python("evaluate.py", "--model", SHIPPED, *given, "--calibrate", defaults)
    assert made.returncode == 0 and set(json.loads(defaults.read_text())) == set(LABELS), made.stderr
    made = python("evaluate.py", "--model", SHIPPED, "--model", small, *given, "--json", measured)
    assert made.returncode == 0, made.stderr
    results = json.loads(measured.read_text())
    assert list(results) == ["builtin 192x160", "shipped-int8 192x160"]
    assert all(0 <= result["val"]["mean_ap50"] <= 1 for result in results.values())


def main():
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    cli.add_argument("--without-training", action="store_true")
    args = cli.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        packed = folder / "packed"
        checks = {
            "boxes": check_boxes,
            "metrics": check_metrics,
            "targets": check_targets,
            "bad corpus": lambda: check_bad_corpus(folder),
            "packing": lambda: check_packing(folder),
            "scenes": lambda: check_scenes(packed),
            "shipped network": lambda: check_shipped(folder, packed),
        }
        if not args.without_training:
            import selfcheck_training as training

            checks |= {
                "loss": training.check_loss_learns,
                "network": training.check_network_is_even,
                "teacher": lambda: training.check_teacher(folder),
                "training": lambda: training.check_training(folder, packed, python),
            }
        for title, check in checks.items():
            check()
            print(f"ok: {title}", flush=True)


if __name__ == "__main__":
    main()
