"""Learning from a teacher place by place, beside what people and fused boxes say: its scores, its boxes, and the features
that its heads read, which know far more of the world than eight labels."""

import torch
from torch import nn
from torch.nn import functional as F

from dense_teacher import boxes
from labels import STRIDES
from loss import decode, generalised_iou

SCORES, BOXES, FEATURES = 1.0, 1.0, 1.0  # weights of the three
SURE = 0.25  # teacher's boxes are imitated from this score on


class Imitation(nn.Module):
    """The layers that carry the network's features over to a teacher's; used in training alone."""

    def __init__(self, channels=64):
        super().__init__()
        self.adapters = nn.ModuleList(nn.Conv2d(channels, 128, 1) for _ in STRIDES)
        self.scales = nn.ModuleList(nn.BatchNorm2d(128, affine=False) for _ in STRIDES)

    def forward(self, trunks, scores, distances, said, points):
        """The loss of a batch; `said` is what the teacher said of its scenes before a camera happened to them."""
        return (
            SCORES * score_loss(scores, said["scores"].float())
            + BOXES * box_loss(distances, said, points)
            + FEATURES * self.feature_loss(trunks, said)
        )

    def feature_loss(self, trunks, said):
        loss, first = 0, 0
        for trunk, seen, adapter, scale in zip(trunks, said["features"], self.adapters, self.scales):
            count = seen.shape[2] * seen.shape[3]
            weight = 0.1 + said["presence"][:, first : first + count].view(len(seen), *seen.shape[2:])
            error = (adapter(trunk).float() - scale(seen.float())).square().mean(1)
            loss, first = loss + (error * weight).sum() / weight.sum(), first + count
        return loss / len(self.adapters)


def score_loss(logits, wanted):
    """Quality focal loss (Li et al. 2020): the further from the teacher's score, the heavier."""
    weight = (wanted - logits.detach().sigmoid()).square()
    return (F.binary_cross_entropy_with_logits(logits, wanted, reduction="none") * weight).sum() / wanted.sum().clamp(1)


def box_loss(distances, said, points):
    sure = said["scores"].amax(-1).float()
    places = sure > SURE
    if not places.any():
        return distances.sum() * 0
    points = points.expand(len(distances), -1, -1)[places]
    _, giou = generalised_iou(decode(distances[places], points), boxes(said["rows"][places], points))
    return ((1 - giou) * sure[places]).sum() / sure[places].sum()
