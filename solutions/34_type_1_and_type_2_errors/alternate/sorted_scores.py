"""Sorts the scores of each class once and finds every threshold by bisection."""

import bisect
import math

import torch
from torch import Tensor


def confusion_counts(prediction: Tensor, target: Tensor) -> tuple[int, int, int, int]:
    """Three counts are enough; the fourth is what is left."""
    if list(prediction.shape) != list(target.shape):
        raise ValueError(f"{tuple(prediction.shape)} is not {tuple(target.shape)}")
    p, t = prediction.ne(0), target.ne(0)
    tp = torch.logical_and(p, t).count_nonzero().item()
    fp = p.count_nonzero().item() - tp
    fn = t.count_nonzero().item() - tp
    return tp, fp, fn, target.numel() - tp - fp - fn


def type_1_rate(prediction: Tensor, target: Tensor) -> float:
    """False alarms among the negatives."""
    _, fp, _, tn = confusion_counts(prediction, target)
    return fp / max(fp + tn, 1)


def type_2_rate(prediction: Tensor, target: Tensor) -> float:
    """Misses among the positives."""
    tp, _, fn, _ = confusion_counts(prediction, target)
    return fn / max(fn + tp, 1)


def rates_by_threshold(scores: Tensor, target: Tensor, thresholds: Tensor) -> tuple[Tensor, Tensor]:
    """A nan counts as lower than every threshold."""
    if scores.shape != target.shape:
        raise ValueError("scores and target differ in shape")
    negatives, positives = [], []
    for score, label in zip(scores.tolist(), target.tolist()):
        (positives if label else negatives).append(-math.inf if math.isnan(score) else score)
    never = (
        sum(map(math.isnan, scores[target == 0].tolist())),
        sum(map(math.isnan, scores[target != 0].tolist())),
    )
    negatives.sort()
    positives.sort()
    type_1, type_2 = [], []
    for threshold in thresholds.to(scores.dtype).tolist():
        # The nan are the first of each list: -inf is at least -inf, but nan is not.
        below = max(bisect.bisect_left(negatives, threshold), never[0])
        missed = max(bisect.bisect_left(positives, threshold), never[1])
        type_1.append((len(negatives) - below) / max(len(negatives), 1))
        type_2.append(missed / max(len(positives), 1))
    options = {"dtype": torch.float64, "device": scores.device}
    return torch.tensor(type_1, **options), torch.tensor(type_2, **options)
