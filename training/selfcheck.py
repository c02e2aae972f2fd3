#!/usr/bin/env python3
"""Check the recipe without a corpus: `python3 selfcheck.py` draws a toy corpus, runs every step on it for a minute
and checks what comes out."""

import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

import cv2
import numpy as np
import onnx
import onnxruntime
import torch

import boxes
import loss
import metrics
import targets
from dense_teacher import DenseTeacher
from detectors import COLUMNS
from labels import LABELS, STRIDES
from model import Vedette

HERE = pathlib.Path(__file__).parent


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


def draw_teacher(path, random):
    """A network with the ends of a YOLOX and random weights: what is imitated here is form alone."""
    nodes, weights, ends = [], [], []

    def conv(name, source, inputs, outputs, stride=1):
        shape = outputs, inputs, stride, stride
        weights.append(onnx.numpy_helper.from_array(random.normal(0, 0.02, shape).astype(np.float32), f"{name}.w"))
        weights.append(onnx.numpy_helper.from_array(np.zeros(outputs, np.float32), f"{name}.b"))
        inputs = [source, f"{name}.w", f"{name}.b"]
        nodes.append(onnx.helper.make_node("Conv", inputs, [name], strides=[stride, stride], kernel_shape=[stride, stride]))

    def add(kind, inputs, output, **attributes):
        nodes.append(onnx.helper.make_node(kind, inputs, [output], **attributes))

    weights.append(onnx.numpy_helper.from_array(np.array([1, 85, -1], np.int64), "rows"))
    for stride in STRIDES:
        conv(f"{stride}", "images", 3, 64, stride)
        add("Sigmoid", [f"{stride}"], f"{stride}.gate")
        add("Mul", [f"{stride}", f"{stride}.gate"], f"{stride}.seen")
        for part, channels in (("box", 4), ("object", 1), ("class", 80)):
            conv(f"{stride}.{part}", f"{stride}.seen", 64, channels)
        for part in ("object", "class"):
            add("Sigmoid", [f"{stride}.{part}"], f"{stride}.{part}.score")
        add("Concat", [f"{stride}.box", f"{stride}.object.score", f"{stride}.class.score"], f"{stride}.all", axis=1)
        add("Reshape", [f"{stride}.all", "rows"], f"{stride}.rows")
        ends.append(f"{stride}.rows")
    add("Concat", ends, "output", axis=2)
    value = lambda name, shape: onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, shape)
    graph = onnx.helper.make_graph(
        nodes, "teacher", [value("images", [1, 3, "h", "w"])], [value("output", [1, 85, "n"])], weights
    )
    onnx.save(onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 13)], ir_version=8), path)


def check_teacher(folder):
    path = folder / "teacher.onnx"
    random = np.random.default_rng(2)
    draw_teacher(path, random)
    pictures = random.uniform(0, 255, (1, 3, 64, 96)).astype(np.float32)
    expected = onnxruntime.InferenceSession(str(path)).run(None, {"images": pictures})[0][0].T
    said = DenseTeacher(path)(torch.from_numpy(pictures))
    assert np.allclose(said["rows"][0], expected[:, :4], atol=1e-4)
    assert np.allclose(said["scores"][0], expected[:, 4:5] * expected[:, 5:][:, COLUMNS], atol=1e-5)
    assert said["features"][0].shape == (1, 128, 8, 12)


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


def check_loss_learns():
    """Boxes and scores given freely, gradient descent on the loss alone must put the best score on an overlapping
    box."""
    torch.manual_seed(0)
    points = targets.positions(64, 64)
    truth = np.array([[0, 8, 8, 30, 50, 1]], np.float32)
    batch = dict(
        points=torch.from_numpy(points),
        blamable=torch.ones(1, len(points), len(LABELS)),
        kinds=torch.tensor([0]),
        boxes=torch.from_numpy(truth[:, 1:5]),
        certainty=torch.ones(1),
        picture=torch.tensor([0]),
        candidates=torch.from_numpy(targets.candidates(truth, 64, 64)),
    )
    scores = torch.full((1, len(points), len(LABELS)), -2.0, requires_grad=True)
    distances = torch.full((1, len(points), 4), 0.5, requires_grad=True)
    optimiser = torch.optim.Adam([scores, distances], 0.05)
    for _ in range(300):
        optimiser.zero_grad()
        sum(loss.detection_loss(scores, distances, batch)).backward()
        optimiser.step()
    best = int(scores[0].max(1).values.argmax())
    box = loss.decode(distances[0], batch["points"])[best]
    assert scores[0, best, 0].sigmoid() > 0.8 and loss.generalised_iou(box, batch["boxes"][0])[0] > 0.9


def check_network_is_even():
    model = Vedette().eval()
    assert sum(p.numel() for p in model.parameters()) * 4 < 4 * 2**20, "the file must stay under 4 MiB"
    scores, distances = model(torch.rand(2, 3, 96, 128))
    assert scores.shape == (2, len(targets.positions(96, 128)), len(LABELS)) and distances.shape == (
        2,
        scores.shape[1],
        4,
    )


def check_steps(folder):
    random = np.random.default_rng(0)
    corpus, packed, run = folder / "corpus", folder / "packed", folder / "run"
    draw_corpus(corpus, random)
    (corpus / "train/images/train0.jpg").write_bytes(b"not a picture")
    shutil.copy(corpus / "val/images/val0.jpg", corpus / "train/images/train1.jpg")
    draw_others(folder / "others", random)
    packing = python(
        "prepare.py", "--corpus", corpus, "--others", folder / "others", "--out", packed, "--distance", 0
    )
    assert "cannot be read: train0.jpg" in packing.stdout, packing.stderr
    assert "near-duplicate: train1.jpg: 0 bits from val0.jpg" in packing.stdout, packing.stdout
    assert "with transparency: opaque.png" in packing.stdout and "seen in it: empty.png" in packing.stdout, packing.stdout
    assert "others: 4 cut-outs" in packing.stdout
    count = len(json.loads((packed / "train.json").read_text()))
    assert count == 46
    (packed / "taught.json").write_text(json.dumps([[]] * count))

    training = (
        "train.py",
        "--packed",
        packed,
        "--run",
        run,
        "--side",
        160,
        "--batch",
        8,
        "--device",
        "cpu",
        "--warmup",
        10,
        "--log-every",
        10,
        "--workers",
        0,
        "--teacher",
        folder / "teacher.onnx",
    )
    first = python(*training, "--pictures", 240)
    assert first.returncode == 0, first.stderr
    second = python(*training, "--pictures", 640)
    assert "going on at step" in second.stdout, second.stderr
    losses = [json.loads(line)["class_loss"] for line in (run / "log.jsonl").read_text().splitlines()]
    assert losses[-1] < losses[0], losses

    model, again = folder / "toy.onnx", folder / "again"
    again.mkdir()
    exported = python("export.py", "--checkpoint", run / "latest.pt", "--out", model, "--state", again / "latest.pt")
    assert exported.returncode == 0, exported.stderr + exported.stdout
    assert onnxruntime.InferenceSession(str(model)).get_modelmeta().custom_metadata_map["family"] == "vedette"
    third = python(*(again if argument == run else argument for argument in training), "--pictures", 660)
    assert "going on at step" in third.stdout and third.returncode == 0, third.stderr

    small = folder / "toy-int8.onnx"
    quantised = python("quantise.py", "--model", model, "--packed", packed, "--out", small, "--scenes", 8, "--side", 160)
    assert quantised.returncode == 0, quantised.stderr
    assert small.stat().st_size < 0.7 * model.stat().st_size
    defaults = folder / "defaults.json"
    calibrated = python("evaluate.py", "--model", model, "--packed", packed, "--size", "192x160", "--calibrate", defaults)
    assert calibrated.returncode == 0 and set(json.loads(defaults.read_text())) == set(LABELS), calibrated.stderr

    figures = folder / "figures.json"
    measured = python("evaluate.py", "--model", small, "--packed", packed, "--size", "192x160", "--json", figures)
    assert measured.returncode == 0, measured.stderr
    assert "mean_ap50" in next(iter(json.loads(figures.read_text()).values()))["val"]


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


TITLES = "boxes", "metrics", "targets", "loss", "network", "teacher", "bad corpus", "all steps"


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        checks = [
            check_boxes,
            check_metrics,
            check_targets,
            check_loss_learns,
            check_network_is_even,
            lambda: check_teacher(folder),
            lambda: check_bad_corpus(folder),
            lambda: check_steps(folder),
        ]
        for check, title in zip(checks, TITLES):
            check()
            print(f"ok: {title}", flush=True)


if __name__ == "__main__":
    main()
