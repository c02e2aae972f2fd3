"""The network: one stage, anchor-free, three levels; nothing but convolutions, ReLU, max pooling, addition and
nearest upsampling.

Dense 3x3 convolutions on few channels do the spatial work and 1x1 convolutions mix: on a CPU that keeps the time in
matrix products, where depthwise convolutions would wait for memory. The stem goes to stride 4 in one step, because
the widest maps cost the most memory traffic and the least arithmetic. Every channel count inside is a multiple of
16.
"""

import math

import torch
from torch import nn
from torch.nn import functional as F

from labels import LABELS, STRIDES


class ConvUnit(nn.Sequential):
    """Convolution, batch normalisation, ReLU; export folds the normalisation away."""

    def __init__(self, inputs, outputs, kernel=1, stride=1, padding=None):
        super().__init__(
            nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2 if padding is None else padding, bias=False),
            nn.BatchNorm2d(outputs, momentum=0.03, eps=1e-3),
            nn.ReLU(inplace=True),
        )


class Stage(nn.Module):
    """A cross-stage-partial block whose every intermediate result reaches the output (as in ELAN and C2f): half of
    the channels that enter go through `depth` residual 3x3 convolutions."""

    def __init__(self, inputs, outputs, hidden, depth):
        super().__init__()
        self.pass_by = ConvUnit(inputs, hidden)
        self.enter = ConvUnit(inputs, hidden)
        self.blocks = nn.ModuleList(ConvUnit(hidden, hidden, 3) for _ in range(depth))
        self.leave = ConvUnit((2 + depth) * hidden, outputs)

    def forward(self, x):
        parts = [self.pass_by(x), self.enter(x)]
        for block in self.blocks:
            parts.append(parts[-1] + block(parts[-1]))
        return self.leave(torch.cat(parts, 1))


class Context(nn.Module):
    """Spatial pyramid pooling by repeated 5x5 maxima (SPPF): the coarsest level sees the whole picture."""

    def __init__(self, inputs, outputs):
        super().__init__()
        self.enter = ConvUnit(inputs, inputs // 2)
        self.leave = ConvUnit(2 * inputs, outputs)

    def forward(self, x):
        parts = [self.enter(x)]
        for _ in range(3):
            parts.append(F.max_pool2d(parts[-1], 5, 1, 2))
        return self.leave(torch.cat(parts, 1))


class Head(nn.Module):
    """One level's predictions: a logit for each label, and the logarithms of the distances to the four sides, in
    strides."""

    def __init__(self, channels):
        super().__init__()
        self.trunk = ConvUnit(channels, channels, 3)
        self.scores = nn.Conv2d(channels, len(LABELS), 1)
        self.distances = nn.Conv2d(channels, 4, 1)
        nn.init.constant_(self.scores.bias, -math.log(99))  # every score starts at 0.01
        nn.init.normal_(self.scores.weight, std=0.01)
        nn.init.normal_(self.distances.weight, std=0.01)
        nn.init.constant_(self.distances.bias, 1.0)

    def forward(self, x):
        return self.answer(self.trunk(x))

    def answer(self, seen):
        return self.scores(seen), self.distances(seen)


class Vedette(nn.Module):
    """Pictures (N, 3, H, W), sides multiples of 32, to logits (N, positions, labels) and log-distances (N,
    positions, 4).

    Positions run level by level, finest first, row by row; position (x, y) of a level looks at pixel ((x + 0.5)
    stride, (y + 0.5) stride).
    """

    def __init__(self):
        super().__init__()
        self.stem = ConvUnit(3, 32, 6, 4, 1)
        self.stage8 = nn.Sequential(ConvUnit(32, 64, 3, 2), Stage(64, 64, 32, 1))
        self.stage16 = nn.Sequential(ConvUnit(64, 128, 3, 2), Stage(128, 128, 64, 2))
        self.stage32 = nn.Sequential(ConvUnit(128, 192, 3, 2), Stage(192, 192, 96, 1), Context(192, 64))
        self.merge16 = Stage(64 + 128, 64, 32, 1)
        self.merge8 = Stage(64 + 64, 64, 32, 1)
        self.heads = nn.ModuleList(Head(64) for _ in STRIDES)

    def trunks(self, pictures):
        """What each level's answers are made from: maps of 64 channels, finest first."""
        at8 = self.stage8(self.stem(pictures))
        at16 = self.stage16(at8)
        at32 = self.stage32(at16)
        at16 = self.merge16(torch.cat((upsample(at32), at16), 1))
        at8 = self.merge8(torch.cat((upsample(at16), at8), 1))
        return [head.trunk(x) for head, x in zip(self.heads, (at8, at16, at32))]

    def maps(self, pictures):
        """What each level says, as maps: [(logits, log-distances), ...], finest first."""
        return self.answers(self.trunks(pictures))

    def answers(self, trunks):
        return [head.answer(seen) for head, seen in zip(self.heads, trunks)]

    def forward(self, pictures):
        return flat(self.maps(pictures))


def flat(maps):
    """Maps of all levels as logits (N, positions, labels) and log-distances (N, positions, 4)."""
    levels = [[part.flatten(2) for part in level] for level in maps]
    scores, distances = (torch.cat(parts, 2).transpose(1, 2) for parts in zip(*levels))
    return scores, distances


def upsample(x):
    return F.interpolate(x, scale_factor=2.0, mode="nearest")
