"""Computes on the CPU and moves the result back.

en: Your function computes on the CPU and moves the result back. What was the GPU bought for, and what does each copy wait for?
zh: 你的函数在 CPU 上计算，再把结果搬回去。那要 GPU 做什么？每次复制又在等什么？
"""

import torch
import torch.nn.functional as F

CAUGHT_BY = "nothing_leaves_the_device"


def pairwise_distances(x, y):
    """One matrix product for all pairs."""
    if x.dim() != 2 or y.dim() != 2 or x.shape[1] != y.shape[1]:
        raise ValueError("expected (N, D) and (M, D)")
    device = x.device
    x, y = x.cpu(), y.cpu()
    squares = (x * x).sum(1)[:, None] + (y * y).sum(1) - 2 * x @ y.T
    return squares.clamp(min=0).sqrt().to(device)


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
