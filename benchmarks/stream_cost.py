#!/usr/bin/env python3
"""What a camera costs: CPU-seconds a stream-second of the daemon, beside a bare decode of the same stream by ffmpeg.

    benchmarks/stream_cost.py CLIP [--model M] [--seconds 30] [--rounds 3] [--json FILE]

Method: CLIP is served over RTSP on loopback by scripts/rtsp_cameras.py, paced at its own rate and repeated. In each
round three programs watch it one after another, in an order that is turned round every time, each for --seconds:

    ffmpeg      ffmpeg -threads 1 -rtsp_transport tcp -i URL -f null -
    gate        vedette run, detector off: decode and motion gate
    detector    vedette run, detector on

User plus system time of the finished process is divided by the seconds of footage it saw; the server's own time is
not counted. Medians of the rounds, and ratios within each round, are printed; memory is the peak resident set.
Differences under 5 % mean nothing on a shared machine.
"""
import argparse
import json
import os
import pathlib
import signal
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
VEDETTE = ROOT / ".build/release/vedette"


def configuration(url, model, detects, folder):
    detector = f"detector: {{model: {json.dumps(model)}}}\n" if model else ""
    return (f"cameras:\n  bench:\n    source: {url}\n    detect: {{enabled: {str(detects).lower()}}}\n{detector}"
            f"events:\n  log: {{path: {folder}/events.jsonl}}\n")


def measure(command, seconds):
    """CPU-seconds and peak memory (MB) of a command that ends by itself after about `seconds`."""
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    deadline = time.monotonic() + seconds + 30
    while os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
        if time.monotonic() > deadline:
            child.send_signal(signal.SIGKILL)
        time.sleep(0.05)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        sys.exit(f"{command[0]} ended with {child.returncode}: {child.stderr.read().decode()[-800:]}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main():
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    cli.add_argument("clip")
    cli.add_argument("--model", help="an ONNX detector; without it the built-in one")
    cli.add_argument("--seconds", type=float, default=30)
    cli.add_argument("--rounds", type=int, default=3)
    cli.add_argument("--json", help="write all figures to this file")
    args = cli.parse_args()

    server = subprocess.Popen(["/usr/bin/python3", ROOT / "scripts/rtsp_cameras.py", "--loop", f"bench={args.clip}"],
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        url = server.stdout.readline().split()[1]
        with tempfile.TemporaryDirectory() as folder:
            commands = {"ffmpeg": ["ffmpeg", "-v", "error", "-threads", "1", "-rtsp_transport", "tcp", "-i", url,
                                   "-t", str(args.seconds), "-f", "null", "-"]}
            for name in ["gate", "detector"]:
                path = pathlib.Path(folder) / f"{name}.yaml"
                model = os.path.abspath(args.model) if args.model else None
                path.write_text(configuration(url, model, name == "detector", folder))
                commands[name] = [str(VEDETTE), "run", "--config", str(path), "--for", str(args.seconds)]
            rows = {name: [] for name in commands}
            for turn in range(args.rounds):
                order = list(commands) if turn % 2 == 0 else list(reversed(commands))
                for name in order:
                    cpu, memory = measure(commands[name], args.seconds)
                    rows[name].append({"cpu_seconds_a_stream_second": cpu / args.seconds, "peak_memory_mb": memory})
                    print(f"round {turn + 1}: {name:9} {1000 * cpu / args.seconds:7.1f} mCPU-s/s {memory:6.0f} MB", flush=True)
    finally:
        server.terminate()
        server.wait()

    print(f"\n{'':10}{'mCPU-s/s':>10}{'÷ ffmpeg':>10}{'peak MB':>9}   medians of {args.rounds} rounds of {args.seconds:g} s")
    for name, runs in rows.items():
        cost = [run["cpu_seconds_a_stream_second"] for run in runs]
        base = [run["cpu_seconds_a_stream_second"] for run in rows["ffmpeg"]]
        ratio = statistics.median(a / b for a, b in zip(cost, base))
        memory = statistics.median(run["peak_memory_mb"] for run in runs)
        print(f"{name:10}{1000 * statistics.median(cost):10.1f}{ratio:10.2f}{memory:9.0f}")
    if args.json:
        pathlib.Path(args.json).write_text(json.dumps(rows, indent=1))


if __name__ == "__main__":
    main()
