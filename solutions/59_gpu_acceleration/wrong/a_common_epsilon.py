"""Adds a small number before the root.

en: Your distances are all a little too large. Which of them need help with the root of 0, and which do not?
zh: 你的距离都偏大一点。哪些距离才需要防备 0 的平方根，哪些不需要？
"""

import torch
import torch.nn.functional as F

CAUGHT_BY = "pairwise_distances.value"


def pairwise_distances(x, y):
    """One matrix product for all pairs."""
    if x.dim() != 2 or y.dim() != 2 or x.shape[1] != y.shape[1]:
        raise ValueError("expected (N, D) and (M, D)")
    squares = (x * x).sum(1)[:, None] + (y * y).sum(1) - 2 * x @ y.T
    return (squares.clamp(min=0) + 1e-8).sqrt()


def matmul_in_chunks(a, b, max_elements):
    """As many rows at a time as fit."""
    if b.shape[1] > max_elements:
        raise ValueError("a row does not fit")
    rows = max_elements // b.shape[1]
    return torch.cat([a[start : start + rows] @ b for start in range(0, len(a), rows)])


def accumulate_gradients(model, batches):
    """Each batch adds its share of the one mean."""
    total = sum(targets.numel() for _, targets in batches)
    model.zero_grad()
    for inputs, targets in batches:
        loss = F.mse_loss(model(inputs), targets, reduction="sum") / total
        loss.backward()
