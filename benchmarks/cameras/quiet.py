#!/usr/bin/env python3
"""What a camera costs while nothing happens before it: decoding on demand beside decoding everything, over RTSP.

    benchmarks/cameras/quiet.py [--gops 2 10] [--windows 15] [--window 20] [--further 4] [--json FILE]

Method. A noisy 1080p scene of scenes.py (its hash is printed) is served over RTSP on loopback at its own pace: somebody
walks in four times in its first 80 seconds, and then nothing moves. For each distance between keyframes all programs watch it at the same time, for as many windows as are asked
for; in a window a program's figure is the processor time that it took, user and system, of all its threads, by the
window's length. So each ratio is taken between programs under the same load, within the same seconds; their median is
printed with a 95 % bootstrap interval. The first --warm-up seconds, in which on-demand decoding audits itself by decoding
everything, and somebody walks, do not count: the tables show the steady state. Beside it stands the share of every-frame's
object and line events that on-demand told of too, within a second, of all that was watched.

    ffmpeg       ffmpeg -threads 1 -i URL -f null -
    every-frame  vedette run, every frame decoded, gate, built-in detector at 5 fps
    on-demand    vedette run, decode: on-demand, the same otherwise

Memory: the resident set of a daemon with one camera on demand, and with --further more, by their number.
"""
import argparse
import json
import pathlib
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack

import pairs
import recall
import scenes
from cost import VEDETTE, configuration, machine
from live import Cameras, processor_seconds, resident_megabytes


class Running:
    """A program that watches a camera, ended with the block."""

    def __init__(self, command):
        self.process = subprocess.Popen([str(part) for part in command], stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def __enter__(self):
        return self.process.pid

    def __exit__(self, *_):
        if self.process.poll() is not None:
            sys.exit(f"{self.process.args[0]} ended by itself with {self.process.returncode}")
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(20)


def daemon(policy, urls, folder):
    """A daemon's command that watches these cameras."""
    path = folder / f"{policy}-{len(urls)}.yaml"
    log = path.with_suffix(".jsonl")
    one = configuration(policy, "URL", log)
    head, _, rest = one.partition("  bench:\n")
    camera, _, events = rest.partition("events:\n")
    cameras = "".join(f"  camera-{number:02}:\n{camera.replace('URL', url)}" for number, url in enumerate(urls))
    path.write_text(f"{head}{cameras}events:\n{events}http: off\nstate: {{directory: {folder}/{path.stem}}}\n")
    return [VEDETTE, "run", "--config", path], log


def coverage(log):
    """Seconds decoded and skipped, as the daemon gives account of them at its end."""
    sums = {"decoded": 0.0, "skipped": 0.0, "blind": 0.0}
    for line in log.read_text().splitlines():
        event = json.loads(line)
        if event["type"] == "vedette.camera.coverage":
            for name in sums:
                sums[name] += event["data"][name]
    return sums


def from_the_first(events):
    """Each viewer sees the clip from its own beginning: times are counted from the first event on."""
    begin = min((time for _, time in events), default=0)
    return [(what, time - begin) for what, time in events]


def measure(gop, args, folder):
    scene = scenes.Scene("settled", gop=gop, seconds=int(args.warm_up + args.windows * args.window) + 30)
    clip = scenes.make(scene, args.clips)
    print(f"{scene.name}, sha256 {scenes.digest(clip)[:16]}", flush=True)
    with Cameras({"bench": clip}) as cameras:
        url = cameras.urls["bench"]
        commands, logs = {"ffmpeg": ["ffmpeg", "-v", "error", "-nostdin", "-threads", "1", "-rtsp_transport", "tcp",
                                     "-i", url, "-an", "-f", "null", "-"]}, {}
        for policy in ("every-frame", "on-demand"):
            commands[policy], logs[policy] = daemon(policy, [url], folder)
        with ExitStack() as stack:
            pids = {name: stack.enter_context(Running(command)) for name, command in commands.items()}
            time.sleep(args.warm_up)
            shares = {name: [] for name in pids}
            for _ in range(args.windows):
                before, begin = {name: processor_seconds(pid) for name, pid in pids.items()}, time.monotonic()
                time.sleep(args.window)
                span = time.monotonic() - begin
                for name, pid in pids.items():
                    shares[name].append((processor_seconds(pid) - before[name]) / span)
            memory = {name: resident_megabytes(pid) for name, pid in pids.items()}
    row = {"scene": scene.name, "sha256": scenes.digest(clip), "windows": args.windows, "window_seconds": args.window,
           "programs": {}}
    print(f"  {'':12}{'mCPU-s/s':>9}{'÷ ffmpeg':>10}{'95 %':>15}{'MB':>7}{'events':>8}{'recall':>8}  seconds decoded, skipped, blind")
    told = {name: recall.events(logs[name].read_text()) for name in logs}
    for name in pids:
        low, middle, high = pairs.ratio(shares[name], shares["ffmpeg"])
        covered = coverage(logs[name]) if name in logs else {}
        found = recall.recall(from_the_first(told[name]), from_the_first(told["every-frame"])) if name in told else None
        row["programs"][name] = {"cpu_ms_a_second": 1000 * statistics.median(shares[name]), "shares": shares[name],
                                 "ratio_to_ffmpeg": (low, middle, high), "mb": memory[name], "coverage": covered,
                                 "events": len(told.get(name, [])), "recall": found}
        print(f"  {name:12}{1000 * statistics.median(shares[name]):9.2f}{middle:10.3f}{f'{low:.3f}–{high:.3f}':>15}"
              f"{memory[name]:7.0f}{len(told[name]) if name in told else '':>8}"
              f"{'' if found is None else format(found, '8.3f'):>8}  {', '.join(f'{value:.0f}' for value in covered.values())}", flush=True)
    return row


def further(gop, args, folder):
    """Megabytes that each further quiet camera takes."""
    clip = scenes.make(scenes.Scene("quiet", gop=gop), args.clips)
    names = [f"camera-{number:02}" for number in range(1 + args.further)]
    sizes = {}
    with Cameras({name: clip for name in names}, stagger=7.3) as cameras:
        urls = [cameras.urls[name] for name in names]
        for count in (1, len(names)):
            command, _ = daemon("on-demand", urls[:count], folder)
            with Running(command) as pid:
                time.sleep(75)
                samples = []
                for _ in range(10):
                    samples.append(resident_megabytes(pid))
                    time.sleep(1)
                sizes[count] = statistics.median(samples)
    each = (sizes[len(names)] - sizes[1]) / args.further
    print(f"memory, keyframe every {gop} s: {sizes[1]:.0f} MB with one camera, {sizes[len(names)]:.0f} MB with "
          f"{len(names)}: {each:.1f} MB a further one\n", flush=True)
    return {"gop": gop, "mb": sizes, "mb_a_further_camera": each}


def main():
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    cli.add_argument("--gops", type=int, nargs="*", default=[2, 10])
    cli.add_argument("--windows", type=int, default=15)
    cli.add_argument("--window", type=float, default=20, help="seconds; as long as from one look to the next")
    cli.add_argument("--warm-up", type=float, default=100, help="seconds, the audit at the start and four passages among them")
    cli.add_argument("--further", type=int, default=4, help="cameras besides the first for the memory; 0 leaves it out")
    cli.add_argument("--clips", type=pathlib.Path, default=scenes.ROOT / ".build/bench/clips")
    cli.add_argument("--json", type=pathlib.Path)
    args = cli.parse_args()
    if not scenes.CORRIDOR.exists():
        sys.exit(f"{scenes.CORRIDOR} is not there: set VEDETTE_MATERIAL to the folder that holds video/")
    result = {"machine": machine(), "rows": [], "memory": []}
    print(json.dumps(result["machine"]))
    with tempfile.TemporaryDirectory() as folder:
        for gop in args.gops:
            result["rows"].append(measure(gop, args, pathlib.Path(folder)))
            if args.further:
                result["memory"].append(further(gop, args, pathlib.Path(folder)))
    if args.json:
        args.json.parent.mkdir(parents=True, exist_ok=True)
        args.json.write_text(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
