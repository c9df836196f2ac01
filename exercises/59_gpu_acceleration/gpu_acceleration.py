"""Using the GPU: few large operators, bounded memory, and gradients gathered over micro-batches.

Read question.md (or question.zh.md). Check your work: grade exercise 59
"""

from collections.abc import Sequence

from torch import Tensor, nn


def pairwise_distances(x: Tensor, y: Tensor) -> Tensor:
    """Euclidean distances between all rows of x (N, D) and all rows of y (M, D), as (N, M).

    One dtype and device for both; the result has them too. As many operators for a thousand rows as for two.
    Raises ValueError if x or y does not have two axes, or if they differ in D.
    """
    raise NotImplementedError("pairwise_distances is yours to write")


def matmul_in_chunks(a: Tensor, b: Tensor, max_elements: int) -> Tensor:
    """a (N, K) @ b (K, M), put together from products of at most max_elements elements each.

    Raises ValueError if a row of the result, M elements, is longer than max_elements.
    """
    raise NotImplementedError("matmul_in_chunks is yours to write")


def accumulate_gradients(model: nn.Module, batches: Sequence[tuple[Tensor, Tensor]]) -> None:
    """Leave in .grad the gradient of the mean squared error over all batches together.

    batches: a list of at least one pair (inputs (B, ...), targets (B, ...)), where B may differ from pair to pair.
    One forward and one backward pass for each pair.
    """
    raise NotImplementedError("accumulate_gradients is yours to write")
