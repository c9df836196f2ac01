"""Takes axes modulo the number of axes without checking them.

en: Your flatten accepts axes that do not exist. What is 5 % 2, and is there an axis 5?
zh: 你的 flatten 接受了不存在的轴。5 % 2 是多少？真有第 5 轴吗？
"""

import math

import torch
from torch import Tensor

CAUGHT_BY = "flatten.rejects"


def flatten(x: Tensor, start_dim: int = 0, end_dim: int = -1) -> Tensor:
    axes = max(x.dim(), 1)
    start, end = start_dim % axes, end_dim % axes
    if start > end:
        raise ValueError("start_dim comes after end_dim")
    return x.reshape(x.shape[:start] + (math.prod(x.shape[start : end + 1]),) + x.shape[end + 1 :])


def check(x: Tensor, weight: Tensor, bias: Tensor | None) -> None:
    if x.dim() == 0 or x.shape[-1] != weight.shape[1]:
        raise ValueError("x does not fit the weight")
    if bias is not None and bias.shape != weight.shape[:1]:
        raise ValueError("bias does not fit the weight")


def fully_connected(x: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    check(x, weight, bias)
    y = x @ weight.T
    return y if bias is None else y + bias


def classify(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    scores = fully_connected(x, weight, bias)
    best = scores == scores.amax(-1, keepdim=True)
    return best.to(torch.uint8).argmax(-1)
