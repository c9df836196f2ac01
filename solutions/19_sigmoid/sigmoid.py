"""19 The sigmoid: a worked solution.

Everything follows from log_sigmoid. On paper log(1 / (1 + exp(-x))) is -log(exp(0) + exp(-x)): a log of a sum of two
exponentials. logaddexp takes the larger exponent out first, so that it only ever exponentiates numbers of 0 or less,
and adds the rest with log1p, which keeps the digits of what is tiny beside 1. Its gradient is exact everywhere, too.
"""

import torch
from torch import Tensor


def sigmoid(input: Tensor) -> Tensor:
    """Compute 1 / (1 + exp(-input))."""
    # 1 / (1 + exp(-input)) itself has the right value for every input: 1 / inf is 0. But its gradient is then
    # 0 * inf. The exponential of something that is never positive has no such trouble.
    return torch.exp(log_sigmoid(input))


def log_sigmoid(input: Tensor) -> Tensor:
    """Compute the logarithm of the sigmoid."""
    # log(sigmoid(x)) would be log(0) = -inf far on the left, and log(1 - tiny) = 0 far on the right.
    return -torch.logaddexp(-input, torch.zeros_like(input))


def sigmoid_gradient(input: Tensor) -> Tensor:
    """Compute the derivative, sigma(x) * (1 - sigma(x))."""
    # 1 - sigma(x) is sigma(-x). Written so, it keeps its digits where sigma(x) rounds to 1.
    return sigmoid(input) * sigmoid(-input)


def logit(input: Tensor, eps: float | None = None) -> Tensor:
    """Invert the sigmoid."""
    p = input if eps is None else input.clamp(eps, 1 - eps)
    # At 1 this is log(inf) = inf, at 0 it is log(0) = -inf, and outside the logarithm of a negative number, nan.
    return torch.log(p / (1 - p))
