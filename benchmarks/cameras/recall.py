"""How many of one run's events another run tells of too."""

import json
from datetime import datetime

COUNTED = ("vedette.object.started", "vedette.object.ended", "vedette.line.crossed")


def events(lines):
    """Object and line events of a replay: (what, seconds)."""
    found = []
    for line in lines.splitlines():
        event = json.loads(line)
        if event["type"] in COUNTED:
            data = event["data"]
            what = (event["type"], data.get("line"), data.get("direction"), data.get("object", data).get("label"))
            found.append((what, datetime.fromisoformat(event["time"]).timestamp()))
    return found


def recall(found, wanted, tolerance=1.0):
    """The share of the wanted events that are found within `tolerance` seconds, each found one answering for one.

    None where nothing is wanted.
    """
    if not wanted:
        return None
    left = sorted(found, key=lambda event: event[1])
    hits = 0
    for what, time in sorted(wanted, key=lambda event: event[1]):
        near = [event for event in left if event[0] == what and abs(event[1] - time) <= tolerance]
        if near:
            left.remove(min(near, key=lambda event: abs(event[1] - time)))
            hits += 1
    return hits / len(wanted)
