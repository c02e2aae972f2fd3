"""The loss: the scores learn to be the overlap that their own boxes reach (so that they rank), the boxes learn to
overlap.

Of a box's candidate positions those that already do best at both tasks answer for it (TOOD, Feng et al. 2021);
scores are trained with the varifocal loss (Zhang et al. 2021) and boxes with the generalised IoU (Rezatofighi et al.
2019).
"""

import torch
from torch.nn import functional as F

ANSWERS = 6  # positions that answer for one box
CLASS_WEIGHT, BOX_WEIGHT = 1.0, 2.0


def decode(distances, points):
    """Log-distances in strides at `points` (x, y, stride) to boxes (left, top, right, bottom) in pixels."""
    reach = distances.clamp(-4, 4.5).exp() * points[..., 2:3]
    return torch.cat((points[..., 0:2] - reach[..., 0:2], points[..., 0:2] + reach[..., 2:4]), -1)


def generalised_iou(a, b):
    """(IoU, generalised IoU) of boxes pair by pair."""
    shared = (torch.minimum(a[..., 2:], b[..., 2:]) - torch.maximum(a[..., :2], b[..., :2])).clamp(0).prod(-1)
    area = lambda box: (box[..., 2:] - box[..., :2]).clamp(0).prod(-1)
    union = area(a) + area(b) - shared + 1e-6
    hull = (torch.maximum(a[..., 2:], b[..., 2:]) - torch.minimum(a[..., :2], b[..., :2])).clamp(0).prod(-1) + 1e-6
    iou = shared / union
    return iou, iou - (hull - union) / hull


def choose(fitness, slots, valid, size):
    """Which (box, candidate) pairs answer: each box's fittest few, and of two boxes at one position the fitter."""
    fitness = torch.where(valid, fitness + 1e-9, -1.0)
    best = fitness.topk(ANSWERS, 1)
    chosen = torch.zeros_like(valid).scatter(1, best.indices, best.values > 0)
    winner = torch.zeros(size, device=fitness.device).scatter_reduce(0, slots[chosen], fitness[chosen], "amax")
    return chosen & (fitness >= winner[slots])


def detection_loss(scores, distances, batch):
    """Loss terms of one batch: (class, box), each a mean over the answering positions, weighted by how well they
    answer."""
    count, places, labels = scores.shape
    flat_scores, flat_distances = scores.reshape(-1, labels), distances.reshape(-1, 4)
    target, total = torch.zeros_like(flat_scores), scores.new_tensor(1.0)
    box_loss = flat_distances.sum() * 0
    if len(batch["boxes"]):
        valid = batch["candidates"] >= 0
        slots = batch["candidates"].clamp(0) + batch["picture"][:, None] * places
        points = batch["points"][batch["candidates"].clamp(0)]
        iou, giou = generalised_iou(decode(flat_distances[slots], points), batch["boxes"][:, None])
        kinds = batch["kinds"][:, None].expand_as(slots)
        with torch.no_grad():
            fitness = flat_scores[slots, kinds].sigmoid().sqrt() * iou.pow(4)
            chosen = choose(fitness, slots, valid, len(flat_scores))
            fitness = torch.where(chosen, fitness + 1e-9, 0.0)
            best_iou = torch.where(chosen, iou, 0.0).amax(1, keepdim=True)
            quality = fitness / fitness.amax(1, keepdim=True).clamp(1e-9) * best_iou * batch["certainty"][:, None]
            quality = torch.where(chosen, quality, 0.0)
            target[slots[chosen], kinds[chosen]] = quality[chosen]
            total = quality.sum().clamp(1.0)
        box_loss = ((1 - giou) * quality).sum() / total
    with torch.no_grad():
        blame = 0.75 * flat_scores.sigmoid().square() * batch["blamable"].reshape(-1, labels)
        weight = torch.where(target > 0, target, blame)
    class_loss = (F.binary_cross_entropy_with_logits(flat_scores, target, reduction="none") * weight).sum() / total
    return class_loss, box_loss
