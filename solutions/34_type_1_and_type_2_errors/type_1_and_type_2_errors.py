"""Type I and type II errors: a worked solution.

The four outcomes, and which of them share a row or a column:

                         target negative    target positive
    predicted positive   fp (type I)        tp
    predicted negative   tn                 fn (type II)

A rate divides by the size of a column: what *is* negative, what *is* positive.
"""

from torch import Tensor


def confusion_counts(prediction: Tensor, target: Tensor) -> tuple[int, int, int, int]:
    """Count true positives, false positives, false negatives and true negatives."""
    # Without this check, (n, 1) against (n,) would broadcast and count n * n pairs.
    if prediction.shape != target.shape:
        raise ValueError(f"prediction has shape {tuple(prediction.shape)}, target {tuple(target.shape)}")
    # bool first: on integers ~ and & work bit by bit, and 2 & 1 is 0 although both are positive.
    predicted, actual = prediction != 0, target != 0
    tp = int((predicted & actual).sum())
    fp = int((predicted & ~actual).sum())
    fn = int((~predicted & actual).sum())
    tn = int((~predicted & ~actual).sum())
    return tp, fp, fn, tn


def _share(part: int, whole: int) -> float:
    """Divide Python ints, which gives a float64; a share of nothing is 0 by definition."""
    return part / whole if whole else 0.0


def type_1_rate(prediction: Tensor, target: Tensor) -> float:
    """False alarms among the negatives."""
    _, fp, _, tn = confusion_counts(prediction, target)
    return _share(fp, fp + tn)


def type_2_rate(prediction: Tensor, target: Tensor) -> float:
    """Misses among the positives."""
    tp, _, fn, _ = confusion_counts(prediction, target)
    return _share(fn, fn + tp)


def rates_by_threshold(scores: Tensor, target: Tensor, thresholds: Tensor) -> tuple[Tensor, Tensor]:
    """Both rates for every threshold, one row of comparisons for each."""
    if scores.shape != target.shape:
        raise ValueError(f"scores have shape {tuple(scores.shape)}, target {tuple(target.shape)}")
    # 0.7 in float32 is a little below 0.7 in float64. Compared as they are, a score of 0.7 would lie below a
    # threshold of 0.7, so the thresholds are rounded like the scores first.
    predicted = scores >= thresholds.to(scores.dtype)[:, None]  # (T, N); false wherever a score is nan
    actual = target != 0
    false_alarms = (predicted & ~actual).sum(dim=1)
    misses = (~predicted & actual).sum(dim=1)
    # double before the division, since torch divides integers in float32. clamp keeps 0 / 0 at 0.
    type_1 = false_alarms.double() / (~actual).sum().clamp(min=1)
    type_2 = misses.double() / actual.sum().clamp(min=1)
    return type_1, type_2
