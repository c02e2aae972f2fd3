#!/usr/bin/env python3
"""Does it stay small and well? Eight looped cameras with everything that happens to cameras, for as long as asked.

    benchmarks/soak.py CLIP [--minutes 30] [--cameras 8] [--json FILE]

scripts/rtsp_cameras.py serves CLIP; between it and the daemon stands a proxy a camera that injects faults, at random
(seeded) and one camera at a time: the connection is cut and refused, frozen (open, silent), corrupted (bits flipped),
or starved of bandwidth, for 3 to 12 seconds. Every minute the configuration changes and is reloaded (SIGHUP). Once
a second resident memory, file descriptors and threads of the daemon are read.

The first third is warm-up. After it memory must stay flat: the median of the last quarter at most 3 % above that of the
first quarter after warm-up; descriptors and threads must not grow. Every reload must have come into force, and the events
must tell of it. In the end all faults stop, every camera must be online again, the daemon must end with 0 within ten
seconds, and every line of its log must be whole. Exits 1 where any of that fails, and says which.
"""
import argparse
import asyncio
import json
import pathlib
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "cameras"))
from live import Cameras, processor_seconds, resident_megabytes  # noqa: E402
from verdict import conclude  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parent.parent
VEDETTE = ROOT / ".build/release/vedette"
FAULTS = ("cut", "frozen", "corrupt", "starved")


class Proxy:
    """A way to one camera that can be disturbed."""

    def __init__(self, port, dice):
        self.upstream, self.dice = port, dice
        self.fault = None
        self.open = set()

    async def listen(self):
        self.server = await asyncio.start_server(self.connect, "127.0.0.1", 0)
        self.port = self.server.sockets[0].getsockname()[1]

    async def connect(self, reader, writer):
        if self.fault == "cut":
            writer.transport.abort()
            return
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.upstream)
        except OSError:
            writer.transport.abort()
            return
        self.open |= {writer, far_writer}
        await asyncio.gather(self.carry(reader, far_writer, False), self.carry(far_reader, writer, True))
        self.open -= {writer, far_writer}

    async def carry(self, reader, writer, footage):
        try:
            while data := await reader.read(16384):
                while footage and self.fault == "frozen":
                    await asyncio.sleep(0.1)
                if footage and self.fault == "starved":
                    await asyncio.sleep(len(data) / 20_000)
                if footage and self.fault == "corrupt":
                    data = self.damaged(data)
                writer.write(data)
                await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.transport.abort()

    def damaged(self, data):
        data = bytearray(data)
        for _ in range(3):
            data[self.dice.randrange(len(data))] ^= 1 << self.dice.randrange(8)
        return bytes(data)

    def disturb(self, fault):
        self.fault = fault
        if fault == "cut":
            for writer in list(self.open):
                writer.transport.abort()


def configuration(ports, folder, turn):
    cameras = "".join(
        f"  camera-{number}:\n    source: rtsp://127.0.0.1:{port}/camera-{number}\n"
        f"    detect: {{fps: {2 + (turn + number) % 3}, labels: [person]}}\n"
        for number, port in enumerate(ports) if not (turn % 4 == 3 and number == len(ports) - 1))
    return (f"cameras:\n{cameras}state: {{directory: {folder}}}\n"
            f"events:\n  log: {{path: {folder}/events.jsonl}}\n")


def reading(process):
    folder = pathlib.Path(f"/proc/{process}")
    return {"memory": resident_megabytes(process), "descriptors": len(list((folder / "fd").iterdir())),
            "threads": len(list((folder / "task").iterdir()))}


async def disturb(proxies, dice, until, told):
    while time.monotonic() < until:
        await asyncio.sleep(dice.uniform(1, 5))
        proxy, fault = dice.choice(proxies), dice.choice(FAULTS)
        told[fault] = told.get(fault, 0) + 1
        proxy.disturb(fault)
        await asyncio.sleep(min(dice.uniform(3, 12), max(0, until - time.monotonic())))
        proxy.disturb(None)


def replace(path, text):
    """As editors do it: nobody ever sees half a file."""
    new = path.with_suffix(".new")
    new.write_text(text)
    new.rename(path)


async def reload(daemon, ports, folder, until, every, told):
    turn = 0
    while time.monotonic() + every < until:
        await asyncio.sleep(every)
        turn += 1
        replace(folder / "vedette.yaml", configuration(ports, folder, turn))
        daemon.send_signal(signal.SIGHUP)
        told["reloads"] = told.get("reloads", 0) + 1
    replace(folder / "vedette.yaml", configuration(ports, folder, 0))
    daemon.send_signal(signal.SIGHUP)


async def watch(daemon, until, readings):
    shown = time.monotonic()
    while time.monotonic() < until and daemon.poll() is None:
        readings.append(reading(daemon.pid))
        if sys.stdout.isatty() or time.monotonic() - shown > 60:
            shown = time.monotonic()
            print("{memory:.0f} MB, {descriptors} descriptors, {threads} threads".format(**readings[-1]), flush=True)
        await asyncio.sleep(1)


def online(log):
    """Which cameras the log last called online."""
    state = {}
    for line in log.read_text().splitlines():
        event = json.loads(line)
        name = event["source"].rpartition("/")[2]
        if event["type"] in ("vedette.camera.online", "vedette.camera.offline"):
            state[name] = event["type"].endswith("online")
    return {name for name, here in state.items() if here}


async def soak(args, folder, cameras):
    dice = random.Random(args.seed)
    port = int(next(iter(cameras.urls.values())).split(":")[2].split("/")[0])
    proxies = [Proxy(port, random.Random(args.seed + 1 + n)) for n in range(args.cameras)]
    for proxy in proxies:
        await proxy.listen()
    ports = [proxy.port for proxy in proxies]
    (folder / "vedette.yaml").write_text(configuration(ports, folder, 0))
    with (folder / "diagnostics.txt").open("w") as diagnostics:
        daemon = subprocess.Popen([VEDETTE, "run", "--config", folder / "vedette.yaml"],
                                  stdout=subprocess.DEVNULL, stderr=diagnostics)
    readings, told = [], {}
    until = time.monotonic() + args.minutes * 60
    try:
        await asyncio.gather(disturb(proxies, dice, until, told), watch(daemon, until, readings),
                             reload(daemon, ports, folder, until, min(60, args.minutes * 10), told))
        quiet_until = time.monotonic() + 60
        while time.monotonic() < quiet_until and len(online(folder / "events.jsonl")) < args.cameras:
            await asyncio.sleep(1)
        if daemon.poll() is not None:
            sys.exit(f"the daemon ended by itself after {len(readings)} s with {daemon.returncode}:\n"
                     + (folder / "diagnostics.txt").read_text()[-2000:])
        seconds = processor_seconds(daemon.pid)
        daemon.terminate()
        began = time.monotonic()
        while daemon.poll() is None and time.monotonic() < began + 10:
            await asyncio.sleep(0.05)
        return readings, told, daemon.poll(), seconds
    finally:
        if daemon.poll() is None:
            daemon.kill()
            daemon.wait()


def reloaded(log):
    """How often the log says that a changed configuration came into force."""
    return sum(json.loads(line)["type"] == "vedette.daemon.reloaded" for line in log.read_text().splitlines())


def verdict(readings, told, ended, back, reloads, cameras, allowed):
    """What was measured, and what of it is not as it must be."""
    settled = readings[len(readings) // 3:]
    quarter = max(1, len(settled) // 4)
    median = lambda part, key: statistics.median(row[key] for row in part)
    first, last = settled[:quarter], settled[-quarter:]
    figures = {key: (median(first, key), median(last, key)) for key in ("memory", "descriptors", "threads")}
    growth = figures["memory"][1] / figures["memory"][0] - 1
    faults = []
    if growth > allowed:
        faults.append(f"memory grew by {100 * growth:.1f} %")
    for key in ("descriptors", "threads"):
        if figures[key][1] > figures[key][0] + 2:
            faults.append(f"{key} grew from {figures[key][0]:.0f} to {figures[key][1]:.0f}")
    if reloads < told.get("reloads", 0):
        faults.append(f"only {reloads} of {told['reloads']} reloads came into force")
    if ended != 0:
        faults.append("it did not end in ten seconds" if ended is None else f"it ended with {ended}")
    if len(back) < cameras:
        faults.append(f"only {len(back)} of {cameras} cameras were online in the end")
    return {"seconds": len(readings), "faults_injected": told, "memory_growth": growth, **figures}, faults


def main():
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    cli.add_argument("clip", type=pathlib.Path)
    cli.add_argument("--minutes", type=float, default=30)
    cli.add_argument("--cameras", type=int, default=8)
    cli.add_argument("--seed", type=int, default=1)
    cli.add_argument("--growth", type=float, default=0.03, help="what memory may grow by (a short run is all warm-up)")
    cli.add_argument("--keep", type=pathlib.Path, help="copy log and diagnostics here")
    cli.add_argument("--json", type=pathlib.Path)
    args = cli.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        with Cameras({f"camera-{n}": args.clip for n in range(args.cameras)}, stagger=7.3) as cameras:
            readings, told, ended, seconds = asyncio.run(soak(args, folder, cameras))
        if args.keep:
            args.keep.mkdir(parents=True, exist_ok=True)
            for file in ("events.jsonl", "diagnostics.txt"):
                (args.keep / file).write_bytes((folder / file).read_bytes())
        log = folder / "events.jsonl"
        result, faults = verdict(readings, told, ended, online(log), reloaded(log), args.cameras, args.growth)
    result["cpu_seconds"] = seconds
    memory, descriptors, threads = (result[key] for key in ("memory", "descriptors", "threads"))
    print(f"{args.minutes:g} minutes, {args.cameras} cameras, {json.dumps(told)}\n"
          f"memory {memory[0]:.1f} to {memory[1]:.1f} MB ({100 * result['memory_growth']:+.1f} %), descriptors "
          f"{descriptors[0]:.0f} to {descriptors[1]:.0f}, threads {threads[0]:.0f} to {threads[1]:.0f}, "
          f"{seconds:.0f} CPU-seconds")
    conclude(result, faults, args.json)


if __name__ == "__main__":
    main()
