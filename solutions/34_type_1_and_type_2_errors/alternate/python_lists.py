"""Plain Python over lists, one comparison after the other."""

import torch
from torch import Tensor


def confusion_counts(prediction: Tensor, target: Tensor) -> tuple[int, int, int, int]:
    """Sort every pair into one of four boxes."""
    if prediction.size() != target.size():
        raise ValueError("every prediction needs its target")
    pairs = [(bool(p), bool(t)) for p, t in zip(prediction.flatten().tolist(), target.flatten().tolist())]
    return (
        pairs.count((True, True)),
        pairs.count((True, False)),
        pairs.count((False, True)),
        pairs.count((False, False)),
    )


def type_1_rate(prediction: Tensor, target: Tensor) -> float:
    """One minus the specificity."""
    _, fp, _, tn = confusion_counts(prediction, target)
    if fp + tn == 0:
        return 0.0
    return 1 - tn / (fp + tn)


def type_2_rate(prediction: Tensor, target: Tensor) -> float:
    """One minus the recall."""
    tp, _, fn, _ = confusion_counts(prediction, target)
    if tp + fn == 0:
        return 0.0
    return 1 - tp / (tp + fn)


def rates_by_threshold(scores: Tensor, target: Tensor, thresholds: Tensor) -> tuple[Tensor, Tensor]:
    """Ask the two functions above about each threshold."""
    if scores.size() != target.size():
        raise ValueError("every score needs its target")
    type_1, type_2 = [], []
    for threshold in thresholds.to(scores.dtype).tolist():
        predicted = torch.tensor([score >= threshold for score in scores.tolist()], dtype=torch.bool)
        type_1.append(type_1_rate(predicted, target.cpu()))
        type_2.append(type_2_rate(predicted, target.cpu()))
    return (
        torch.tensor(type_1, dtype=torch.float64, device=scores.device),
        torch.tensor(type_2, dtype=torch.float64, device=scores.device),
    )
