#!/usr/bin/env python3
"""Ten thousand connections to the listener of a daemon that watches cameras.

    benchmarks/flood.py CLIP [--connections 10000] [--cameras 2] [--json FILE]

The daemon watches CLIP, looped, as RTSP cameras. Then, one after another:

- held: so many connections are opened at once, half of them with half a request, and held; from eight addresses of loopback,
  so that not the limit of one address alone is at work;
- passing: as many more come, ask for /metrics and go, 64 at a time, without waiting for the answer half of the time.

What must hold: memory grows by no more than --growth, descriptors by no more than the listener's 128 connections and a few;
each camera goes on at its rate and stays connected; and once they are gone, /healthz and the page answer.
"""
import argparse
import http.client
import json
import pathlib
import random
import re
import resource
import selectors
import socket
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "cameras"))
from live import Cameras, resident_megabytes  # noqa: E402
from verdict import conclude  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parent.parent
VEDETTE = ROOT / ".build/release/vedette"
MOST_HELD = 128
SPARE = 24


def descriptors(process):
    return len(list(pathlib.Path(f"/proc/{process}/fd").iterdir()))


class Daemon:
    """A daemon that watches cameras, and what can be asked of it."""

    def __init__(self, folder, cameras):
        self.folder = folder
        lines = "".join(f"  {name}: {{source: {url}}}\n" for name, url in cameras.urls.items())
        config = folder / "vedette.yaml"
        config.write_text(f"cameras:\n{lines}defaults: {{decode: every-frame}}\nstate: {{directory: {folder}/state}}\n"
                          f"events: {{log: {{path: {folder}/events.jsonl}}}}\nhttp: 127.0.0.1:0\n")
        self.diagnostics = folder / "diagnostics.txt"
        with self.diagnostics.open("w") as file:
            self.process = subprocess.Popen([VEDETTE, "run", "--config", config], stdout=subprocess.DEVNULL, stderr=file)
        self.port = int(self.wait(lambda: re.search(r"listening port=(\d+)", self.diagnostics.read_text()))[1])

    def wait(self, condition, seconds=60):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if self.process.poll() is not None:
                sys.exit(f"the daemon ended: {self.diagnostics.read_text()}")
            if found := condition():
                return found
            time.sleep(0.1)
        sys.exit(f"nothing within {seconds} s: {self.diagnostics.read_text()}")

    def ask(self, path):
        """None where nobody answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("GET", path, headers={"Connection": "close"})
            answer = connection.getresponse()
            return answer.read() if answer.status == 200 else None
        except OSError:
            return None
        finally:
            connection.close()

    def cameras(self):
        text = self.ask("/api/v1/cameras")
        return {camera["name"]: camera for camera in json.loads(text)} if text else None

    def reading(self):
        return {"memory": resident_megabytes(self.process.pid), "descriptors": descriptors(self.process.pid)}

    def offline(self):
        return sum('"vedette.camera.offline"' in line for line in (self.folder / "events.jsonl").read_text().splitlines())


def opened(port, number):
    """A connection under way, from one of eight addresses; None where this machine has no more to give."""
    try:
        one = socket.socket(socket.AF_INET, socket.SOCK_STREAM | socket.SOCK_NONBLOCK)
    except OSError:
        return None
    try:
        one.bind((f"127.0.0.{2 + number % 8}", 0))
        one.connect(("127.0.0.1", port))
    except BlockingIOError:
        pass
    except OSError:
        one.close()
        return None
    return one


def hold(daemon, count, seconds, worst):
    """Opens them all and holds them; those that get through say half a request."""
    waiting = selectors.DefaultSelector()
    held = []
    for number in range(count):
        if not (one := opened(daemon.port, number)):
            break
        held.append(one)
        waiting.register(one, selectors.EVENT_WRITE)
    until = time.monotonic() + seconds
    spoke = 0
    while time.monotonic() < until:
        for key, _ in waiting.select(0.2):
            waiting.unregister(key.fileobj)
            try:
                key.fileobj.send(b"GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\n" if spoke % 2 else b"")
                spoke += 1
            except OSError:
                pass
        note(worst, daemon.reading())
    for one in held:
        one.close()
    return len(held)


def pass_by(daemon, count, worst):
    """They come, ask and go."""
    dice = random.Random(1)
    done = answered = 0
    while done < count:
        group = [one for number in range(64) if (one := opened(daemon.port, done + number))]
        if not group:
            break
        for one in group:
            one.setblocking(True)
            one.settimeout(10)
            try:
                one.sendall(b"GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
                if dice.random() < 0.5:
                    answered += one.recv(4096).startswith(b"HTTP/1.1 200")
            except OSError:
                pass
            one.close()
        done += len(group)
        note(worst, daemon.reading())
    return done, answered


def note(worst, reading):
    for key, value in reading.items():
        worst[key] = max(worst.get(key, 0), value)


def decoded(cameras):
    return {name: camera["counts"]["decoded"] for name, camera in cameras.items()}


def lost(cameras):
    return sum(sum(camera["counts"]["dropped"].values()) for camera in cameras.values())


def flood(args, folder, cameras):
    daemon = Daemon(folder, cameras)
    try:
        daemon.wait(lambda: (seen := daemon.cameras()) and all(camera["counts"]["decoded"] > 50 for camera in seen.values()))
        before, began, calm = daemon.cameras(), time.monotonic(), daemon.reading()
        worst = {}
        held = hold(daemon, args.connections, args.seconds, worst)
        passed, answered = pass_by(daemon, args.connections, worst)
        health = daemon.wait(lambda: daemon.ask("/healthz"))
        page = daemon.ask("/")
        after = daemon.wait(daemon.cameras)
        seconds = time.monotonic() - began
        rates = {name: (count - decoded(before)[name]) / seconds for name, count in decoded(after).items()}
        daemon.wait(lambda: descriptors(daemon.process.pid) <= calm["descriptors"] + 4)
        result = {"held": held, "passed": passed, "answered": answered, "before": calm, "worst": worst, "after": daemon.reading(),
                  "seconds": seconds, "frames_per_second": rates, "frames_dropped": lost(after) - lost(before),
                  "offline": daemon.offline()}
        faults = []
        if held < args.connections or passed < args.connections:
            faults.append(f"only {held} and {passed} connections could be opened here")
        if not health or not page or b"<html" not in page.lower():
            faults.append("it does not answer afterwards")
        if worst["memory"] > calm["memory"] * (1 + args.growth):
            faults.append(f"memory grew from {calm['memory']:.0f} to {worst['memory']:.0f} MB")
        if worst["descriptors"] > calm["descriptors"] + MOST_HELD + SPARE:
            faults.append(f"it held {worst['descriptors']} descriptors")
        if result["offline"]:
            faults.append("a camera went offline")
        if min(rates.values()) < args.rate * args.least_rate:
            faults.append(f"a camera fell behind: {rates}")
        daemon.process.terminate()
        if daemon.process.wait(15) != 0:
            faults.append(f"it ended with {daemon.process.returncode}")
        return result, faults
    finally:
        if daemon.process.poll() is None:
            daemon.process.kill()
            daemon.process.wait()


def frame_rate(clip):
    rate = subprocess.run(
        ["ffprobe", "-v", "error", "-select_streams", "v", "-show_entries", "stream=avg_frame_rate", "-of", "csv=p=0", clip],
        check=True, capture_output=True, text=True).stdout.strip().split(",")[0]
    above, _, below = rate.partition("/")
    return float(above) / float(below or 1)


def main():
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    cli.add_argument("clip", type=pathlib.Path)
    cli.add_argument("--connections", type=int, default=10_000)
    cli.add_argument("--cameras", type=int, default=2)
    cli.add_argument("--seconds", type=float, default=20, help="how long they are held; the listener ends silent ones after 15")
    cli.add_argument("--growth", type=float, default=0.15, help="what memory may grow by, its warm-up included")
    cli.add_argument("--least-rate", type=float, default=0.9, help="what share of its frames each camera must keep")
    cli.add_argument("--json", type=pathlib.Path)
    args = cli.parse_args()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = args.connections + 200
    if hard != resource.RLIM_INFINITY and hard < wanted:
        sys.exit(f"this takes {wanted} descriptors, and the system gives a process {hard}: ulimit -Hn")
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    args.rate = frame_rate(args.clip)
    with tempfile.TemporaryDirectory() as name:
        with Cameras({f"camera-{n}": args.clip for n in range(args.cameras)}, stagger=7.3) as cameras:
            result, faults = flood(args, pathlib.Path(name), cameras)
    before, worst, after = result["before"], result["worst"], result["after"]
    rates = ", ".join(f"{rate:.1f}" for rate in result["frames_per_second"].values())
    print(f"{result['held']} connections held for {args.seconds:g} s, then {result['passed']} that came and went "
          f"({result['answered']} of those that waited were answered), {args.cameras} cameras\n"
          f"memory {before['memory']:.1f} MB before, {worst['memory']:.1f} at most, {after['memory']:.1f} after; descriptors "
          f"{before['descriptors']}, {worst['descriptors']}, {after['descriptors']}\n"
          f"frames a second of each camera: {rates} of {args.rate:g}; {result['frames_dropped']} dropped; "
          f"{result['offline']} times offline")
    conclude(result, faults, args.json)


if __name__ == "__main__":
    main()
