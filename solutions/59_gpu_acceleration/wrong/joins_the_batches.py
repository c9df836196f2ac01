"""Joins all batches into one.

en: Your model sees all batches at once. If that fitted into memory, what would the batches be for?
zh: 你的模型一次看到了所有批次。如果显存放得下，还要分批做什么？
"""

import torch
import torch.nn.functional as F

CAUGHT_BY = "every_batch_has_a_pass_of_its_own"


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
    """One pass over everything."""
    model.zero_grad()
    inputs = torch.cat([inputs for inputs, _ in batches])
    targets = torch.cat([targets for _, targets in batches])
    F.mse_loss(model(inputs), targets).backward()
