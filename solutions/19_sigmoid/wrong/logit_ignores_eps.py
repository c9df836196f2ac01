"""Never clamps.

en: Your logit is infinite at 0 and 1 even when eps is given. What is eps for?
zh: 即使给出了 eps，你的 logit 在 0 和 1 处仍是无穷大。eps 是做什么用的？
"""

import torch
from torch import Tensor

CAUGHT_BY = "logit.value"


def sigmoid(input: Tensor) -> Tensor:
    return torch.exp(log_sigmoid(input))


def log_sigmoid(input: Tensor) -> Tensor:
    return -torch.logaddexp(-input, torch.zeros_like(input))


def sigmoid_gradient(input: Tensor) -> Tensor:
    return sigmoid(input) * sigmoid(-input)


def logit(input: Tensor, eps: float | None = None) -> Tensor:
    p = input
    return torch.log(p / (1 - p))
