"""Clips served as RTSP cameras, and what a running program takes while it watches them."""

import contextlib
import os
import pathlib
import subprocess

SERVER = pathlib.Path(__file__).resolve().parents[2] / "scripts/rtsp_cameras.py"
TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


class Cameras:
    """A server with a camera a clip, repeated without a seam, for as long as the block lasts.

    Each camera begins `stagger` seconds further into its clip than the one before.
    """

    def __init__(self, clips, stagger=0):
        self.clips = clips
        self.stagger = stagger
        self.urls = {}

    def __enter__(self):
        self.server = subprocess.Popen(
            ["/usr/bin/python3", str(SERVER), "--loop", "--stagger", str(self.stagger),
             *(f"{name}={clip}" for name, clip in self.clips.items())],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        for line in self.server.stdout:
            name, value = line.split()
            if name == "ready":
                break
            self.urls[name] = value
        return self

    def __exit__(self, *_):
        self.server.terminate()
        try:
            self.server.wait(20)
        except subprocess.TimeoutExpired:  # GStreamer may hang in taking leave of clients that were cut off
            self.server.kill()
            self.server.wait()


def processor_seconds(process):
    """Seconds that a running process' threads have run so far, to the nanosecond where the kernel keeps account of it
    (schedstat of proc(5); without those that have ended), else to a hundredth."""
    tasks = list(pathlib.Path(f"/proc/{process}/task").iterdir())
    with contextlib.suppress(OSError, ValueError, IndexError):
        return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9
    fields = pathlib.Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def resident_megabytes(process):
    return int(pathlib.Path(f"/proc/{process}/statm").read_text().split()[1]) * PAGE / 1e6
