"""Few large operators, bounded products, and micro-batches that weigh what they should."""

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn


def pairwise_distances(x: Tensor, y: Tensor) -> Tensor:
    """One matrix product does the work of N * M inner products."""
    if x.dim() != 2 or y.dim() != 2 or x.shape[1] != y.shape[1]:
        raise ValueError(f"expected (N, D) and (M, D), not {tuple(x.shape)} and {tuple(y.shape)}")
    squares = (x * x).sum(1)[:, None] + (y * y).sum(1) - 2 * x @ y.T
    # For points that coincide the sum is 0 up to rounding, which may be on the wrong side of 0.
    return squares.clamp(min=0).sqrt()


def matmul_in_chunks(a: Tensor, b: Tensor, max_elements: int) -> Tensor:
    """Rows of the result depend on rows of a alone, so that they can be computed in portions."""
    width = b.shape[1]
    if width > max_elements:
        raise ValueError(f"a row of {width} elements does not fit into {max_elements}")
    rows = max_elements // max(1, width)
    # A slice past the end is short, not an error: the remainder comes along by itself.
    pieces = [a[start : start + rows] @ b for start in range(0, len(a), rows)]
    return torch.cat(pieces) if pieces else a @ b


def accumulate_gradients(model: nn.Module, batches: Sequence[tuple[Tensor, Tensor]]) -> None:
    """backward() adds to .grad, which is all that is needed: each batch adds its share of the one mean."""
    total = sum(targets.numel() for _, targets in batches)
    model.zero_grad()
    for inputs, targets in batches:
        # A sum over this batch, over the count of all: not the mean of the batch's own mean.
        loss = F.mse_loss(model(inputs), targets, reduction="sum") / total
        loss.backward()  # frees the graph of this batch before the next one is built
