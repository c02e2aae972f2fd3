"""Commands measured in pairs: alternating order, processor time, ratios within a round, a bootstrap interval."""

import os
import random
import signal
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field


@dataclass
class Cost:
    """What one run of a program took: user and system seconds of it and its children, and its peak memory."""

    seconds: float
    megabytes: float
    output: bytes = field(repr=False, default=b"")


def run(command, limit=600.0, env=None):
    """Runs a command to its end. Its children count, as far as it waits for them."""
    child = subprocess.Popen(
        [str(part) for part in command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env=env and {**os.environ, **env}, start_new_session=True)
    try:
        output, errors = child.stdout, child.stderr
        text = _drain(child, output, limit)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode != 0:
            sys.exit(f"{command[0]} ended with {child.returncode}: {errors.read().decode(errors='replace')[-800:]}")
        return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, text)
    finally:
        if child.returncode is None:
            os.killpg(child.pid, signal.SIGKILL)
            os.wait4(child.pid, 0)
        child.stdout.close()
        child.stderr.close()


def _drain(child, output, limit):
    """All that the program prints; ends it where it takes longer than `limit` seconds."""
    deadline = time.monotonic() + limit
    os.set_blocking(output.fileno(), False)
    os.set_blocking(child.stderr.fileno(), False)
    text = b""
    while os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
        text += output.read() or b""
        if time.monotonic() > deadline:
            sys.exit(f"{child.args[0]} took longer than {limit:g} s")
        time.sleep(0.01)
    return text + (output.read() or b"")


def alternate(programs, rounds, say=print):
    """Runs each program once a round, in an order that is turned round every time.

    `programs` maps a name to a function without arguments that gives a ``Cost``. Returns the costs by name.
    """
    costs = {name: [] for name in programs}
    for turn in range(rounds):
        names = list(programs) if turn % 2 == 0 else list(reversed(programs))
        for name in names:
            costs[name].append(programs[name]())
        say(f"  round {turn + 1} of {rounds}: "
            + "  ".join(f"{name} {costs[name][-1].seconds:.2f} s" for name in programs))
    return costs


def ratio(ours, theirs):
    """The median of the rounds' ratios, with a 95 % bootstrap interval: (low, median, high)."""
    ratios = [mine / other for mine, other in zip(ours, theirs)]
    dice = random.Random(1)
    medians = sorted(statistics.median(dice.choices(ratios, k=len(ratios))) for _ in range(2000))
    return medians[50], statistics.median(ratios), medians[-51]
