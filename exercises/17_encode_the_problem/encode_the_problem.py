"""17 Encoding a problem for a network.

Read question.md (or question.zh.md). Check your work: grade exercise 17
"""

from torch import Tensor


def one_hot(labels: Tensor, num_classes: int = -1) -> Tensor:
    """Turn class labels into vectors that hold one 1 and otherwise 0.

    labels: int64, any shape, also 0-d; entries from 0 to num_classes - 1.
    num_classes: at least 1, or -1 for one more than the largest label.

    Returns a new int64 tensor `(*labels.shape, num_classes)` on the device of labels. Raises ValueError for a label
    outside the classes, for a num_classes of 0 or below -1, and if num_classes is -1 and there are no labels.
    """
    raise NotImplementedError("one_hot is yours to write")


def standardize(x: Tensor) -> Tensor:
    """Give every column the mean 0 and the population deviation 1.

    x: `(N, ...)` with N of at least 1, float32 or float64. Statistics run along dim 0, over the N samples.

    Returns a new tensor with the shape, dtype and device of x. A column whose entries are all equal becomes exactly 0.
    """
    raise NotImplementedError("standardize is yours to write")


def encode_categories(values: list[str] | Tensor) -> tuple[Tensor, list[str] | Tensor]:
    """Number the different values in their order: 0 for the smallest, 1 for the next.

    values: a list of strings, or a 1-D tensor of integers or floats; both may be empty.

    Returns the pair (ids, vocabulary). ids: int64, `(N,)`, the place of each value in the vocabulary. vocabulary: the
    different values in ascending order, a list of strings for a list, a tensor `(K,)` of the dtype of values for a tensor.
    For a tensor both are on its device.
    """
    raise NotImplementedError("encode_categories is yours to write")
