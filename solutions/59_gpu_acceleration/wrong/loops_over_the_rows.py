"""Computes one row of distances after another.

en: Your function launches operators for every row of x. How long does a GPU wait for Python between two of them?
zh: 你的函数为 x 的每一行都启动一批算子。在两次启动之间，GPU 要等 Python 多久？
"""

import torch
import torch.nn.functional as F

CAUGHT_BY = "the_number_of_operators_does_not_grow"


def pairwise_distances(x, y):
    """One matrix product for all pairs."""
    if x.dim() != 2 or y.dim() != 2 or x.shape[1] != y.shape[1]:
        raise ValueError("expected (N, D) and (M, D)")
    rows = [(x[i] - y).square().sum(1).sqrt() for i in range(len(x))]
    return torch.stack(rows) if rows else x.new_zeros(0, len(y))


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
