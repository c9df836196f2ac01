"""Calls the loss that was to be written, and lets autograd find its gradient.

en: Your code asks torch for its own loss, or autograd for the gradient. Which three steps does the name describe, and what is the derivative of (x - t) squared over n?
zh: 你的代码直接调用了 torch 自带的损失，或让自动求导去找梯度。这个名字说的是哪三步？(x - t) 的平方除以 n，导数是什么？
"""

import torch
from torch import Tensor

CAUGHT_BY = "allowed_means_only"


def mean_squared_error(input: Tensor, target: Tensor) -> Tensor:
    if input.shape != target.shape:
        raise ValueError("shapes differ")
    return torch.nn.functional.mse_loss(input, target)


def mse_gradient(input: Tensor, target: Tensor) -> Tensor:
    leaf = input.detach().clone().requires_grad_()
    (gradient,) = torch.autograd.grad(mean_squared_error(leaf, target.detach()), leaf)
    return gradient
