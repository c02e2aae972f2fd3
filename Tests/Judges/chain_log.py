"""Writes and rewrites event logs with their hash chain, by hashlib and json alone.

    chain_log.py write FILE COUNT          a sound log; prints the last line's hash
    chain_log.py rechain FILE LINE OLD NEW changes text in a line, and chains everything from there on anew
"""

import hashlib
import json
import sys


def digest(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest()


def event(number: int, previous: str) -> bytes:
    milliseconds = 1_795_464_845_000 + 40 * number
    members = {
        "data": {"area": 1, "duration_seconds": 0, "frame": {"number": number, "pts_seconds": number / 25},
                 "regions": [{"bottom": 1, "left": 0, "right": 1, "top": 0}]},
        "datacontenttype": "application/json",
        "id": f"{milliseconds >> 16:08x}-{milliseconds & 0xFFFF:04x}-7000-8000-{number:012x}",
        "previoushash": previous,
        "source": "/box/yard",
        "specversion": "1.0",
        "time": f"2026-11-23T20:{number // 60 % 60:02d}:{number % 60:02d}.000000Z",
        "type": "vedette.motion.started",
    }
    return json.dumps(members, separators=(",", ":"), sort_keys=True).encode()


def write(path: str, count: str) -> None:
    previous = "0" * 64
    with open(path, "wb") as log:
        for number in range(1, int(count) + 1):
            line = event(number, previous)
            previous = digest(line)
            log.write(line + b"\n")
    print(previous)


def rechain(path: str, number: str, old: str, new: str) -> None:
    with open(path, "rb") as log:
        lines = log.read().splitlines()
    first = int(number) - 1
    assert old.encode() in lines[first]
    lines[first] = lines[first].replace(old.encode(), new.encode())
    for index in range(first + 1, len(lines)):
        members = json.loads(lines[index])
        members["previoushash"] = digest(lines[index - 1])
        lines[index] = json.dumps(members, separators=(",", ":"), sort_keys=True).encode()
    with open(path, "wb") as log:
        log.write(b"".join(line + b"\n" for line in lines))


{"write": write, "rechain": rechain}[sys.argv[1]](*sys.argv[2:])
