"""49 The fully connected layer.

Read question.md (or question.zh.md). Check your work: grade exercise 49
"""

from torch import Tensor


def flatten(x: Tensor, start_dim: int = 0, end_dim: int = -1) -> Tensor:
    """Merge the axes from start_dim to end_dim, both included, into one.

    x: any shape; a 0-d tensor becomes `(1,)`. Negative dims count from the end.

    Returns a tensor with the dtype and device of x, its elements in row-major order: a view of x wherever its memory
    layout allows one, else a copy. Raises IndexError if there is no such axis, and ValueError if start_dim comes after
    end_dim.
    """
    raise NotImplementedError("flatten is yours to write")


def fully_connected(x: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """Apply a fully connected layer along the last axis: x @ weight.T + bias.

    x: `(..., in_features)`, any leading dimensions or none. weight: `(out_features, in_features)`.
    bias: `(out_features,)`, or None for none. All float32 or all float64.

    Returns a new tensor `(..., out_features)` with the dtype and device of x. Raises ValueError if the last axis of x
    is not in_features long, or if bias has any other shape than `(out_features,)`.
    """
    raise NotImplementedError("fully_connected is yours to write")


def classify(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    """Say for every input which output of the layer is the largest.

    x: `(..., in_features)`. weight: `(classes, in_features)`. bias: `(classes,)`.

    Returns class indices, int64, of the shape `(...)`, on the device of x; of several equally large outputs the first.
    Raises ValueError as fully_connected does.
    """
    raise NotImplementedError("classify is yours to write")
