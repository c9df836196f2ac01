"""Computes one row at least, even where none fits.

en: Your function takes one row even where that is too much. What should the caller hear?
zh: 即使一行也放不下，你的函数仍然取了一行。调用者应当得到什么？
"""

import torch
import torch.nn.functional as F

CAUGHT_BY = "matmul_in_chunks.rejects"


def pairwise_distances(x, y):
    """One matrix product for all pairs."""
    if x.dim() != 2 or y.dim() != 2 or x.shape[1] != y.shape[1]:
        raise ValueError("expected (N, D) and (M, D)")
    squares = (x * x).sum(1)[:, None] + (y * y).sum(1) - 2 * x @ y.T
    return squares.clamp(min=0).sqrt()


def matmul_in_chunks(a, b, max_elements):
    """As many rows at a time as fit."""
    rows = max(1, max_elements // b.shape[1])
    return torch.cat([a[start : start + rows] @ b for start in range(0, len(a), rows)])


def accumulate_gradients(model, batches):
    """Each batch adds its share of the one mean."""
    total = sum(targets.numel() for _, targets in batches)
    model.zero_grad()
    for inputs, targets in batches:
        loss = F.mse_loss(model(inputs), targets, reduction="sum") / total
        loss.backward()
