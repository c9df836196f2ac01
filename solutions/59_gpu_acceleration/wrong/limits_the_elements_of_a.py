"""Counts the elements of the chunk of a, not of the product.

en: Your chunks are measured by the rows of a. Which tensor is new, the slice of a or the product?
zh: 你的分块是按 a 的行来量的。哪个才是新的张量，a 的切片还是乘积？
"""

import torch
import torch.nn.functional as F

CAUGHT_BY = "no_product_is_larger_than_allowed"


def pairwise_distances(x, y):
    """One matrix product for all pairs."""
    if x.dim() != 2 or y.dim() != 2 or x.shape[1] != y.shape[1]:
        raise ValueError("expected (N, D) and (M, D)")
    squares = (x * x).sum(1)[:, None] + (y * y).sum(1) - 2 * x @ y.T
    return squares.clamp(min=0).sqrt()


def matmul_in_chunks(a, b, max_elements):
    """As many rows at a time as fit."""
    if b.shape[1] > max_elements:
        raise ValueError("a row does not fit")
    rows = max(1, max_elements // a.shape[1])
    return torch.cat([a[start : start + rows] @ b for start in range(0, len(a), rows)])


def accumulate_gradients(model, batches):
    """Each batch adds its share of the one mean."""
    total = sum(targets.numel() for _, targets in batches)
    model.zero_grad()
    for inputs, targets in batches:
        loss = F.mse_loss(model(inputs), targets, reduction="sum") / total
        loss.backward()
