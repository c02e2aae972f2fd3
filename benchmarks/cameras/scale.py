#!/usr/bin/env python3
"""How many cameras one machine carries: 1 to 64 of them over RTSP, with processor time, memory and event latency.

    benchmarks/cameras/scale.py [--counts 1 2 4 8 16 32 64] [--policy every-frame] [--seconds 60] [--json FILE]

Method. scripts/rtsp_cameras.py serves one clip of scenes.py (somebody walks by for a tenth of the time; 1080p, 15 fps, a
keyframe every 4 s) as N cameras, in real time, on this same machine: the sender's processor time is shown apart and is
not Vedette's. `vedette run` watches them all with the built-in detector at 5 fps. After a warm-up, processor time, memory
and counters are read over --seconds. Latency is measured from outside: the time at which an event's line can be
read in the log, less the capture time of its frame, which the sender gives in RTCP reports. The load's depth is the most that the daemon shed, from its metrics: 0 is nothing. Lost
is the share of the cameras' time whose pictures were dropped, from its coverage events. Each camera begins 7.3 s
further into the clip than the one before, so that people do not walk by everywhere at once.
"""
import argparse
import contextlib
import json
import pathlib
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from datetime import datetime

import scenes
from cost import VEDETTE, machine
from live import Cameras, processor_seconds, resident_megabytes

INSTANT = ("vedette.object.started", "vedette.line.crossed", "vedette.motion.started")


class Tail(threading.Thread):
    """Reads the event log as it grows, and notes how old each event's frame is by then."""

    def __init__(self, path):
        super().__init__(daemon=True)
        self.path = path
        self.ages = []
        self.types = {}
        self.ended = threading.Event()

    def run(self):
        while not self.path.exists():
            if self.ended.wait(0.05):
                return
        with self.path.open() as log:
            rest = ""
            while not self.ended.is_set():
                rest += log.read()
                now = time.time()
                *lines, rest = rest.split("\n")
                for line in lines:
                    self.note(json.loads(line), now)
                time.sleep(0.004)

    def note(self, event, now):
        self.types[event["type"]] = self.types.get(event["type"], 0) + 1
        if event["type"] in INSTANT:
            self.ages.append((now, now - datetime.fromisoformat(event["time"]).timestamp()))


class Load:
    """What the daemon says of its load: how much it sheds, the most there was."""

    def __init__(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.address = f"127.0.0.1:{probe.getsockname()[1]}"
        self.depth = None

    def read(self):
        with contextlib.suppress(OSError):
            for line in urllib.request.urlopen(f"http://{self.address}/metrics", timeout=2).read().decode().splitlines():
                if line.startswith("vedette_load_depth"):
                    self.depth = max(self.depth or 0, float(line.split()[-1]))


def coverage(log):
    """Shares of the cameras' time that were decoded, skipped and lost, as the daemon gives account of them at its end."""
    sums = dict.fromkeys(("connected", "decoded", "skipped", "dropped", "blind"), 0.0)
    for line in log.read_text().splitlines():
        event = json.loads(line)
        if event["type"] == "vedette.camera.coverage":
            for name in sums:
                sums[name] += event["data"][name]
    return {name: value / max(sums["connected"], 1e-9) for name, value in sums.items()}


def configuration(urls, policy, folder, address):
    cameras = "".join(
        f"  {name}:\n    source: {url}\n    decode: {policy}\n    detect: {{labels: [person], score: 0.25, fps: 5}}\n"
        f"    lines: {{middle: {{from: [0.5, 0], to: [0.5, 1]}}}}\n" for name, url in urls.items())
    return f"cameras:\n{cameras}state: {{directory: {folder}}}\nhttp: {{listen: '{address}'}}\nevents:\n  log: {{path: {folder}/events.jsonl}}\n"


def step(count, policy, seconds, warm_up, clip):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        with Cameras({f"camera-{number:02}": clip for number in range(count)}, stagger=7.3) as cameras:
            load = Load()
            (folder / "vedette.yaml").write_text(configuration(cameras.urls, policy, folder, load.address))
            tail = Tail(folder / "events.jsonl")
            tail.start()
            daemon = subprocess.Popen([VEDETTE, "run", "--config", folder / "vedette.yaml"], stdout=subprocess.PIPE,
                                      stderr=subprocess.DEVNULL, text=True)
            try:
                time.sleep(warm_up)
                begin = time.time()
                before = processor_seconds(daemon.pid), processor_seconds(cameras.server.pid)
                memory = []
                while time.time() < begin + seconds:
                    time.sleep(min(1, seconds))
                    memory.append(resident_megabytes(daemon.pid))
                    load.read()
                span = time.time() - begin
                after = processor_seconds(daemon.pid), processor_seconds(cameras.server.pid)
            finally:
                daemon.send_signal(signal.SIGTERM)
                summary = daemon.communicate(timeout=20)[0]
                tail.ended.set()
                tail.join(5)
            covered = coverage(folder / "events.jsonl")
    ages = sorted(age for when, age in tail.ages if when >= begin)
    quantile = lambda share: ages[min(len(ages) - 1, int(share * len(ages)))] if ages else None
    return {
        "cameras": count, "policy": policy, "daemon_cores": (after[0] - before[0]) / span,
        "sender_cores": (after[1] - before[1]) / span, "memory_mb": statistics.median(memory), "peak_mb": max(memory),
        "latency_p50": quantile(0.5), "latency_p95": quantile(0.95), "events": len(ages), "types": tail.types,
        "load_depth": load.depth, "overloaded": tail.types.get("vedette.daemon.overloaded", 0), "coverage": covered,
        "summary": summary,
    }


def write(result, path):
    if path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(result, indent=1))


def main():
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    cli.add_argument("--counts", type=int, nargs="*", default=[1, 2, 4, 8, 16, 32, 64])
    cli.add_argument("--policy", nargs="*", default=["every-frame"])
    cli.add_argument("--content", choices=["quiet", "tenth", "busy"], default="tenth")
    cli.add_argument("--seconds", type=float, default=60)
    cli.add_argument("--warm-up", type=float, default=30)
    cli.add_argument("--clips", type=pathlib.Path, default=scenes.ROOT / ".build/bench/clips")
    cli.add_argument("--json", type=pathlib.Path)
    args = cli.parse_args()
    if not scenes.CORRIDOR.exists():
        sys.exit(f"{scenes.CORRIDOR} is not there: set VEDETTE_MATERIAL to the folder that holds video/")
    clip = scenes.make(scenes.Scene(args.content, gop=4, seconds=80 if args.content == "tenth" else 40), args.clips)
    result = {"machine": machine(), "clip": clip.name, "sha256": scenes.digest(clip), "steps": []}
    print(json.dumps(result["machine"]))
    print(f"{'policy':12}{'cameras':>8}{'cores':>8}{'sender':>8}{'MB':>7}{'MB a camera':>13}{'p50 s':>8}{'p95 s':>8}{'events':>8}{'depth':>7}{'lost':>8}")
    for policy in args.policy:
        first = None
        for count in args.counts:
            row = step(count, policy, args.seconds, args.warm_up, clip)
            first = first or row
            more = (row["memory_mb"] - first["memory_mb"]) / (count - first["cameras"]) if row is not first else None
            row["mb_a_further_camera"] = more
            result["steps"].append(row)
            text = lambda value, form: "" if value is None else format(value, form)
            print(f"{policy:12}{count:8}{row['daemon_cores']:8.2f}{row['sender_cores']:8.2f}{row['memory_mb']:7.0f}"
                  f"{text(more, '13.1f'):>13}{text(row['latency_p50'], '8.3f'):>8}{text(row['latency_p95'], '8.3f'):>8}"
                  f"{row['events']:8}{text(row['load_depth'], '.0f'):>7}{row['coverage']['dropped']:8.1%}", flush=True)
            write(result, args.json)
    write(result, args.json)


if __name__ == "__main__":
    main()
