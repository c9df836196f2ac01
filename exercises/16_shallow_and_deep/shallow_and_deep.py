"""16 Shallow and deep networks.

Read question.md (or question.zh.md). Check your work: grade exercise 16
"""

from collections.abc import Sequence

from torch import Tensor


def mlp(x: Tensor, layers: Sequence[tuple[Tensor, Tensor]]) -> Tensor:
    """Run a multilayer perceptron: affine layers with a ReLU between each two of them, and none after the last.

    x: `(..., inputs)`, any leading dimensions or none; float32 or float64.
    layers: a list or tuple of pairs (weight, bias), from the first layer to the last; weight `(out, in)`, bias `(out,)`,
        all with the dtype of x.

    Returns a new tensor `(..., outputs)` with the dtype and device of x. Raises ValueError if there is no layer.
    """
    raise NotImplementedError("mlp is yours to write")


def count_parameters(sizes: Sequence[int]) -> int:
    """Count the weights and biases of a fully connected network.

    sizes: the widths `[inputs, hidden..., outputs]`, at least two, each at least 1.

    Returns an int. Raises ValueError for fewer than two sizes, or a size below 1.
    """
    raise NotImplementedError("count_parameters is yours to write")


def is_deep(sizes: Sequence[int]) -> bool:
    """Say whether a network has more than one hidden layer.

    sizes: the widths `[inputs, hidden..., outputs]`, at least two, each at least 1.

    Returns a bool. Raises ValueError for fewer than two sizes, or a size below 1.
    """
    raise NotImplementedError("is_deep is yours to write")
