"""Calls the operators that were to be written.

en: Your code calls torch's own losses. Each of the three is a few lines of sums, logarithms and, for CTC, a table that is filled step by step: write those.
zh: 你的代码调用了 torch 自带的损失函数。三个损失都只需几行求和与取对数，CTC 再加一张逐步填写的表：请写出它们。
"""

from collections.abc import Sequence

import torch.nn.functional as F
from torch import Tensor

CAUGHT_BY = "allowed_means_only"


def mse_loss(input: Tensor, target: Tensor) -> Tensor:
    if input.shape != target.shape:
        raise ValueError("input and target must have one shape")
    return F.mse_loss(input, target)


def bce_loss(input: Tensor, target: Tensor) -> Tensor:
    if input.shape != target.shape or not ((input >= 0) & (input <= 1)).all():
        raise ValueError("input must hold probabilities and have the shape of target")
    return F.binary_cross_entropy(input, target)


def ctc_loss(
    log_probs: Tensor,
    targets: Tensor,
    input_lengths: Tensor | Sequence[int],
    target_lengths: Tensor | Sequence[int],
    blank: int = 0,
) -> Tensor:
    return F.ctc_loss(log_probs, targets, input_lengths, target_lengths, blank)
