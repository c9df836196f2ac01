"""Computes exp(x) / (1 + exp(x)).

en: Your sigmoid is nan for large inputs. What is exp(1000), and what is inf / inf?
zh: 输入很大时，你的 sigmoid 是 nan。exp(1000) 是多少？inf / inf 又是什么？
"""

import torch
from torch import Tensor

CAUGHT_BY = "sigmoid.value"


def sigmoid(input: Tensor) -> Tensor:
    return torch.exp(input) / (1 + torch.exp(input))


def log_sigmoid(input: Tensor) -> Tensor:
    return -torch.logaddexp(-input, torch.zeros_like(input))


def sigmoid_gradient(input: Tensor) -> Tensor:
    return sigmoid(input) * sigmoid(-input)


def logit(input: Tensor, eps: float | None = None) -> Tensor:
    p = input if eps is None else input.clamp(eps, 1 - eps)
    return torch.log(p / (1 - p))
