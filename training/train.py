#!/usr/bin/env python3
"""Train the detector. Stop it whenever you like (it saves itself every few minutes and when it is told to end): the
same command goes on.

    train.py --packed PACKED --run RUN --hours 10

RUN/latest.pt is the state, RUN/log.jsonl a line of figures every --log-every steps. The learning rate warms up,
stays, and falls to nothing over the last --cool part of the budget; the budget is hours of training (pauses do not
count) or --pictures, whichever is spent first, and may be changed when going on.
"""

import argparse
import json
import os
import pathlib
import signal
import time

import numpy as np
import torch

from camera import Camera
from dense_teacher import DenseTeacher
from imitation import Imitation
from loss import BOX_WEIGHT, CLASS_WEIGHT, detection_loss
from model import Vedette, flat
from optimiser import optimisers
from scenes import MIXES, Scenes
from targets import blamable, candidates, positions


class Batches(torch.utils.data.IterableDataset):
    """Batches without end, each of one size; sides vary around `side`. With a teacher they hold what it said of their
    scenes: on a CPU the teacher works beside the training this way, and neither waits for the other."""

    def __init__(self, packed, mix, side, size, seed, teacher=None, precise=False):
        self.packed, self.mix, self.side, self.size, self.seed = packed, mix, side, size, seed
        self.teacher, self.precise = teacher, precise

    def __iter__(self):
        worker = torch.utils.data.get_worker_info()
        random = np.random.default_rng([self.seed, worker.id if worker else 0])
        scenes, camera = Scenes(self.packed, self.mix), Camera(random)
        teacher = open_teacher(self.teacher, "cpu") if self.teacher else None
        while True:
            batch = self.batch(scenes, camera, random)
            if teacher:
                batch["said"] = ask(teacher, batch["clean"], self.precise)
            yield batch

    def batch(self, scenes, camera, random):
        aspect = np.exp(random.uniform(-0.3, 0.45))  # wide more often than tall
        area = self.side * np.exp(random.uniform(-0.3, 0.3))
        height, width = (max(128, int(round(side / 32)) * 32) for side in (area / aspect**0.5, area * aspect**0.5))
        count = max(4, int(self.size * self.side**2 / (height * width)))
        points = positions(height, width)
        clean, pictures = (np.empty((count, height, width, 3), np.uint8) for _ in range(2))
        rows = []
        mask = np.empty((count, len(points), 8), bool)
        for index in range(count):
            pixels, targets, doubts = scenes.scene(height, width, random)
            clean[index] = pixels
            pictures[index] = camera(pixels, random)
            mask[index] = blamable(doubts, points)
            rows.append((targets, candidates(targets, height, width), np.full(len(targets), index)))
        targets, found, picture = (np.concatenate(parts) for parts in zip(*rows))
        return dict(
            pictures=torch.from_numpy(pictures),
            clean=torch.from_numpy(clean),
            points=torch.from_numpy(points),
            blamable=torch.from_numpy(mask),
            kinds=torch.from_numpy(targets[:, 0].astype(np.int64)),
            boxes=torch.from_numpy(targets[:, 1:5].astype(np.float32)),
            certainty=torch.from_numpy(targets[:, 5].astype(np.float32)),
            candidates=torch.from_numpy(found),
            picture=torch.from_numpy(picture.astype(np.int64)),
        )


class Average:
    """The exponential moving average of a model's weights: what is exported."""

    def __init__(self, model, decay):
        self.state = {name: value.detach().clone() for name, value in model.state_dict().items()}
        self.decay, self.updates = decay, 0

    @torch.no_grad()
    def update(self, model):
        self.updates += 1
        keep = min(self.decay, (1 + self.updates) / (20 + self.updates))
        for name, value in model.state_dict().items():
            if value.is_floating_point():
                self.state[name].lerp_(value, 1 - keep)
            else:
                self.state[name].copy_(value)


def rate(step, spent, warmup, cool):
    """Share of the peak learning rate at `step`, with `spent` of the budget gone (0 to 1)."""
    return min(1.0, (step + 1) / warmup) * min(1.0, max(0.0, (1 - spent) / cool))


def network_input(pictures):
    """Bytes (N, H, W, 3) to what the network takes: channels BGR as they come, 0 to 1, in channels-last memory."""
    return pictures.permute(0, 3, 1, 2).float() / 255


def open_teacher(path, device):
    return DenseTeacher(path).eval().to(device, memory_format=torch.channels_last)


def ask(teacher, pictures, precise):
    with torch.autocast(pictures.device.type, torch.bfloat16, enabled=not precise):
        return teacher(255 * network_input(pictures))


def moved(value, device):
    """A batch, or what it holds, on another device."""
    if isinstance(value, dict):
        return {name: moved(part, device) for name, part in value.items()}
    if isinstance(value, list):
        return [moved(part, device) for part in value]
    return value.to(device, non_blocking=True)


class Run:
    def __init__(self, args):
        self.args, self.path, self.log = args, args.run / "latest.pt", args.run / "log.jsonl"
        torch.manual_seed(args.seed)
        self.model = Vedette().to(args.device, memory_format=torch.channels_last).train()
        self.optimisers = optimisers(self.model, args.muon_rate, args.adam_rate)
        self.imitation = self.teacher = None
        if args.teacher:
            self.imitation = Imitation().to(args.device, memory_format=torch.channels_last)
            if args.device != "cpu":
                self.teacher = open_teacher(args.teacher, args.device)
            self.optimisers.append(torch.optim.AdamW(self.imitation.adapters.parameters(), lr=args.adam_rate))
            self.optimisers[-1].param_groups[0]["peak"] = args.adam_rate
        self.average = Average(self.model, args.decay)
        self.step, self.pictures, self.seconds = 0, 0, 0.0
        if self.path.exists():
            self.resume()

    def resume(self):
        saved = torch.load(self.path, map_location=self.args.device, weights_only=True)
        self.model.load_state_dict(saved["model"])
        self.average.state = {
            name: value.to(self.average.state[name].dtype) for name, value in saved["average"].items()
        }
        self.average.updates = saved["updates"]
        if self.imitation and "imitation" in saved:
            self.imitation.load_state_dict(saved["imitation"])
        for optimiser, state in zip(self.optimisers, saved.get("optimisers", [])):
            optimiser.load_state_dict(state)
        self.step, self.pictures, self.seconds = saved["step"], saved["pictures"], saved["seconds"]
        print(f"going on at step {self.step}, {self.pictures} pictures, {self.seconds / 3600:.2f} hours", flush=True)

    def save(self):
        fresh = self.path.with_suffix(".new")
        torch.save(
            dict(
                model=self.model.state_dict(),
                average=self.average.state,
                updates=self.average.updates,
                imitation=self.imitation.state_dict() if self.imitation else {},
                step=self.step,
                optimisers=[o.state_dict() for o in self.optimisers],
                pictures=self.pictures,
                seconds=self.seconds,
            ),
            fresh,
        )
        os.replace(fresh, self.path)  # a kill at any moment leaves one whole file

    def learn(self, batch):
        batch = moved(batch, self.args.device)
        spent = max(self.seconds / (self.args.hours * 3600), self.pictures / self.args.pictures)
        share = rate(self.step, spent, self.args.warmup, self.args.cool)
        for optimiser in self.optimisers:
            for group in optimiser.param_groups:
                group["lr"] = group["peak"] * share
        with torch.autocast(torch.device(self.args.device).type, torch.bfloat16, enabled=not self.args.full_precision):
            trunks = self.model.trunks(network_input(batch["pictures"]))
            scores, distances = (part.float() for part in flat(self.model.answers(trunks)))
            imitated = self.imitate(trunks, scores, distances, batch)
        class_loss, box_loss = detection_loss(scores, distances, batch)
        (CLASS_WEIGHT * class_loss + BOX_WEIGHT * box_loss + imitated).backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 20.0)
        for optimiser in self.optimisers:
            optimiser.step()
            optimiser.zero_grad(set_to_none=True)
        self.average.update(self.model)
        self.step += 1
        self.pictures += len(batch["pictures"])
        return spent, share, class_loss.item(), box_loss.item(), float(imitated.detach()) if self.imitation else 0.0

    def imitate(self, trunks, scores, distances, batch):
        if not self.imitation:
            return 0.0
        said = ask(self.teacher, batch["clean"], self.args.full_precision) if self.teacher else batch["said"]
        return self.imitation(trunks, scores, distances, said, batch["points"])

    def go(self):
        stop = []
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stop.append(True))
        try:
            self.train(stop)
        except RuntimeError:  # a signal to the whole group ends the workers first
            if not stop:
                raise
            self.save()

    def train(self, stop):
        args = self.args
        teacher = None if self.teacher else args.teacher
        batches = Batches(
            args.packed, args.mix, args.side, args.batch, args.seed + self.step, teacher, args.full_precision
        )
        loader = torch.utils.data.DataLoader(
            batches, batch_size=None, num_workers=args.workers, prefetch_factor=4 if args.workers else None
        )
        before = saved = time.monotonic()
        sums, since = np.zeros(4), (self.pictures, self.seconds)
        for batch in loader:
            spent, share, *losses = self.learn(batch)
            now = time.monotonic()
            self.seconds += min(now - before, 60.0)  # a pause is not training
            before = now
            sums += (*losses, 1)
            if self.step % args.log_every == 0:
                pace = (self.pictures - since[0]) / max(self.seconds - since[1], 1e-9)
                row = dict(
                    step=self.step,
                    pictures=self.pictures,
                    hours=round(self.seconds / 3600, 4),
                    rate=round(share, 4),
                    side=args.side,
                    class_loss=round(sums[0] / sums[-1], 4),
                    box_loss=round(sums[1] / sums[-1], 4),
                    imitation_loss=round(sums[2] / sums[-1], 4),
                    pace=round(pace, 1),
                )
                with open(self.log, "a") as file:
                    print(json.dumps(row), file=file)
                sums, since = np.zeros(4), (self.pictures, self.seconds)
            if now - saved > args.save_every or stop or spent >= 1:
                self.save()
                saved = now
            if stop or spent >= 1:
                return


def main():
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    cli.add_argument("--packed", type=pathlib.Path, required=True, help="what prepare.py and teach.py wrote")
    cli.add_argument("--run", type=pathlib.Path, required=True, help="folder of the state and the log")
    cli.add_argument("--teacher", type=pathlib.Path, help="a YOLOX (ONNX) to imitate place by place, beside the boxes")
    cli.add_argument("--hours", type=float, default=10.0, help="training time (default %(default)s)")
    cli.add_argument(
        "--pictures", type=float, default=float("inf"), help="scenes to train on (default: as many as the hours allow)"
    )
    cli.add_argument(
        "--cool", type=float, default=0.4, help="last part of the budget in which the rate falls (default %(default)s)"
    )
    cli.add_argument(
        "--side", type=int, default=288, help="square root of a scene's area, in pixels (default %(default)s)"
    )
    cli.add_argument(
        "--mix",
        choices=MIXES,
        default="far",
        help="what scenes are made of: far: as a camera hung high sees the world; near: rare labels and large objects "
        "more often (default %(default)s)",
    )
    cli.add_argument("--batch", type=int, default=24, help="scenes a batch (default %(default)s)")
    cli.add_argument("--muon-rate", type=float, default=0.02)
    cli.add_argument("--adam-rate", type=float, default=2e-3)
    cli.add_argument("--warmup", type=int, default=200, metavar="STEPS")
    cli.add_argument("--decay", type=float, default=0.998, help="of the weights' moving average (default %(default)s)")
    cli.add_argument("--seed", type=int, default=4)
    cli.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    cli.add_argument("--threads", type=int, default=2)
    cli.add_argument("--workers", type=int, default=2)
    cli.add_argument("--full-precision", action="store_true", help="no bfloat16")
    cli.add_argument("--log-every", type=int, default=50, metavar="STEPS")
    cli.add_argument("--save-every", type=float, default=180, metavar="SECONDS")
    args = cli.parse_args()
    args.run.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(args.threads)
    Run(args).go()


if __name__ == "__main__":
    main()
