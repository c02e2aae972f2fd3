"""The part of selfcheck.py that needs PyTorch: the loss, the network, the teacher, and a training run on the toy corpus."""

import json

import numpy as np
import onnx
import onnxruntime
import torch

import loss
import targets
from dense_teacher import DenseTeacher
from detectors import COLUMNS
from labels import LABELS, STRIDES
from model import Vedette


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


def check_training(folder, packed, python):
    """A run, its continuation, its export, and the going on from what export.py kept of it."""
    run = folder / "run"
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

    figures = folder / "figures.json"
    measured = python("evaluate.py", "--model", model, "--packed", packed, "--size", "192x160", "--json", figures)
    assert measured.returncode == 0, measured.stderr
    assert "mean_ap50" in next(iter(json.loads(figures.read_text()).values()))["val"]
