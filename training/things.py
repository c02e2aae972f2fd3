"""Things that are none of the labels, drawn: bottles, vases, posts, boxes, boulders, clocks, in whatever they are made of.

A corpus of people and animals teaches that what is upright is a person, and that what fills the middle of a picture is a
cat or a dog. A silhouette, a material and some light are enough to teach that it need not be.
"""

import cv2
import numpy as np


def draw(height, width, material, random):
    """A thing as a cut-out (BGRA, colours multiplied by opacity); `material` is a picture of that size, or None for plain
    colours."""
    inside = turned(height, width, random) if random.random() < 0.6 else round_thing(height, width, random)
    opacity = inside * (1.0 if random.random() < 0.7 else random.uniform(0.35, 0.9))
    if material is None:
        material = plain(height, width, random)
    x = np.linspace(-1, 1, width, dtype=np.float32)[None]
    light = 1 - random.uniform(0, 0.6) * np.abs(x - random.uniform(-0.6, 0.6)) ** random.uniform(1, 3)
    if random.random() < 0.3:  # something that shines
        light = light + random.uniform(0.2, 0.8) * np.exp(-(((x - random.uniform(-0.7, 0.7)) / 0.08) ** 2))
    colours = np.clip(material * light[..., None], 0, 255) * opacity[..., None]
    return np.concatenate([colours, 255 * opacity[..., None]], 2).astype(np.uint8)


def turned(height, width, random):
    """What a lathe makes: a profile of a few radii, in steps or in curves; some with a rim, none symmetric for sure."""
    count = int(random.integers(2, 8))
    places = np.sort(np.concatenate([[0, 1], random.uniform(0, 1, count - 1)]))
    radii = random.uniform(0.2, 1, count + 1)
    y = np.linspace(0, 1, height, dtype=np.float32)
    if random.random() < 0.3:
        profile = radii[np.clip(np.searchsorted(places, y) - 1, 0, count)]
    else:
        profile = np.interp(y, places, radii)
    profile = profile / profile.max()
    edge = (profile[:, None] - np.abs(np.linspace(-1, 1, width))[None]) * width / 2 + 0.5
    return np.clip(edge, 0, 1).astype(np.float32)


def round_thing(height, width, random):
    """A closed curve around the middle: from a disc to a boulder to a box."""
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j].astype(np.float32)
    power = random.choice([2.0, 2.0, 4.0, 12.0])
    radius = (np.abs(x) ** power + np.abs(y) ** power) ** (1 / power)
    angle, limit = np.arctan2(y, x), 0.95
    if power == 2:
        for k in range(2, 6):
            limit = limit + random.uniform(0, 0.22) / k * (np.cos(k * angle + random.uniform(0, 6.28)) - 1)
    return np.clip((limit - radius) * min(height, width) / 2 + 0.5, 0, 1).astype(np.float32)


def plain(height, width, random):
    """A few bands of colour, upright or lying, a little rough."""
    bands = random.uniform(10, 250, (int(random.integers(1, 5)), 1, 3))
    if random.random() < 0.5:
        bands = bands.mean(2, keepdims=True) + 0.3 * (bands - bands.mean(2, keepdims=True))
    if random.random() < 0.3:
        bands = bands.transpose(1, 0, 2)
    smooth = cv2.INTER_LINEAR if random.random() < 0.5 else cv2.INTER_NEAREST
    rough = random.normal(0, random.uniform(0, 12), (max(2, height // 3), max(2, width // 3), 1))
    return cv2.resize(bands.astype(np.float32), (width, height), interpolation=smooth) + cv2.resize(
        rough.astype(np.float32), (width, height)
    ).reshape(height, width, 1)
