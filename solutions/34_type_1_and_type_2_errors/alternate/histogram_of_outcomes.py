"""One number for each outcome and a histogram of them; the thresholds through a matrix product."""

import torch
from torch import Tensor


def confusion_counts(prediction: Tensor, target: Tensor) -> tuple[int, int, int, int]:
    """Number the outcomes 0 to 3 and count how often each occurs."""
    if prediction.shape != target.shape:
        raise ValueError("the shapes differ")
    outcome = 2 * prediction.bool().long() + target.bool().long()
    tn, fn, fp, tp = torch.bincount(outcome.flatten().cpu(), minlength=4).tolist()
    return tp, fp, fn, tn


def type_1_rate(prediction: Tensor, target: Tensor) -> float:
    """The mean of the predictions over the negatives."""
    if prediction.shape != target.shape:
        raise ValueError("the shapes differ")
    of_negatives = prediction.bool()[~target.bool()]
    return of_negatives.double().mean().item() if of_negatives.numel() else 0.0


def type_2_rate(prediction: Tensor, target: Tensor) -> float:
    """The same with the classes swapped."""
    if prediction.shape != target.shape:
        raise ValueError("the shapes differ")
    return type_1_rate(prediction == 0, target == 0)


def rates_by_threshold(scores: Tensor, target: Tensor, thresholds: Tensor) -> tuple[Tensor, Tensor]:
    """Rows of zeros and ones, times columns of zeros and ones."""
    if scores.shape != target.shape:
        raise ValueError("the shapes differ")
    limits = thresholds.type_as(scores)
    predicted = torch.ge(scores.unsqueeze(0), limits.unsqueeze(1)).double()
    positive = target.bool().double()
    negative = 1 - positive
    type_1 = predicted @ negative / negative.sum().clamp(min=1)
    type_2 = (1 - predicted) @ positive / positive.sum().clamp(min=1)
    return type_1, type_2
