"""Reading what prepare.py packed: every picture is a view into one memory-mapped file."""

import json
import pathlib

import numpy as np


class Packed:
    def __init__(self, folder, name):
        folder = pathlib.Path(folder)
        self.entries = json.loads((folder / f"{name}.json").read_text())
        file = folder / f"{name}.bin"
        self.bytes = np.memmap(file, np.uint8, "r") if file.stat().st_size else np.zeros(0, np.uint8)

    def __len__(self):
        return len(self.entries)

    def picture(self, index, channels=3):
        """Height x width x BGR (or BGRA), read-only."""
        entry = self.entries[index]
        shape = entry["height"], entry["width"], channels
        return self.bytes[entry["offset"] : entry["offset"] + np.prod(shape)].reshape(shape)

    def boxes(self, index):
        """Rows of (class, left, top, right, bottom) in pixels, as annotated by people."""
        entry = self.entries[index]
        rows = np.array(entry["boxes"], np.float32).reshape(-1, 5)
        rows[:, 1::2] *= entry["width"]
        rows[:, 2::2] *= entry["height"]
        return rows
