"""34 Type I and type II errors.

Read question.md (or question.zh.md). Check your work: grade exercise 34
"""

from torch import Tensor


def confusion_counts(prediction: Tensor, target: Tensor) -> tuple[int, int, int, int]:
    """Count the four outcomes of a test.

    prediction, target: any shape, the same for both; each of any dtype (bool, integer or floating). Whatever is
        not zero is positive.

    Returns (tp, fp, fn, tn) as Python ints: true positives, false positives, false negatives, true negatives.

    Raises ValueError if the shapes differ.
    """
    raise NotImplementedError("confusion_counts is yours to write")


def type_1_rate(prediction: Tensor, target: Tensor) -> float:
    """Compute the share of the negatives that are predicted positive; 0.0 if there are no negatives.

    Arguments as for confusion_counts. Returns a Python float with the accuracy of float64.

    Raises ValueError if the shapes differ.
    """
    raise NotImplementedError("type_1_rate is yours to write")


def type_2_rate(prediction: Tensor, target: Tensor) -> float:
    """Compute the share of the positives that are predicted negative; 0.0 if there are no positives.

    Arguments as for confusion_counts. Returns a Python float with the accuracy of float64.

    Raises ValueError if the shapes differ.
    """
    raise NotImplementedError("type_2_rate is yours to write")


def rates_by_threshold(scores: Tensor, target: Tensor, thresholds: Tensor) -> tuple[Tensor, Tensor]:
    """Compute both error rates for each of several thresholds.

    scores: shape (N,), dtype float64, float32, bfloat16 or float16. A score is predicted positive if it is at
        least the threshold; nan never is.
    target: shape (N,), any dtype, on the same device; whatever is not zero is positive.
    thresholds: shape (T,), any floating dtype, on the same device, in any order. They are rounded to the dtype of
        scores before anything is compared.

    Returns (type_1, type_2), both of dtype float64 and shape (T,), on the device of scores; zeros where the class
    in question is empty.

    Raises ValueError if scores and target differ in shape.
    """
    raise NotImplementedError("rates_by_threshold is yours to write")
