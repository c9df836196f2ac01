"""Gives every batch the same weight.

en: Your batches all weigh the same. How much should a batch of one row count beside one of four?
zh: 你的各个批次分量相同。与四行的批次相比，只有一行的批次应当占多大分量？
"""

import torch
import torch.nn.functional as F

CAUGHT_BY = "gradients_are_those_of_the_full_batch"


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
    rows = max_elements // b.shape[1]
    return torch.cat([a[start : start + rows] @ b for start in range(0, len(a), rows)])


def accumulate_gradients(model, batches):
    """Each batch adds its share of the one mean."""
    model.zero_grad()
    for inputs, targets in batches:
        loss = F.mse_loss(model(inputs), targets) / len(batches)
        loss.backward()
