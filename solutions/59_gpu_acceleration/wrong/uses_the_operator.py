"""Calls torch.cdist.

en: Your distances come from torch.cdist. How does one matrix product give all inner products at once?
zh: 你的距离来自 torch.cdist。怎样用一次矩阵乘法得到所有的内积？
"""

import torch
import torch.nn.functional as F

CAUGHT_BY = "allowed_means_only"


def pairwise_distances(x, y):
    """One matrix product for all pairs."""
    if x.dim() != 2 or y.dim() != 2 or x.shape[1] != y.shape[1]:
        raise ValueError("expected (N, D) and (M, D)")
    return torch.cdist(x, y)


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
