"""Leaves the backward pass to autograd.

en: Your code lets autograd find the gradients. Go back through the layers yourself: which matrix does each gradient meet on its way?
zh: 你的代码让 autograd 去求梯度。请自己一层一层往回走：每个梯度在途中遇到的是哪个矩阵？
"""

from collections.abc import Sequence

import torch
from torch import Tensor

CAUGHT_BY = "allowed_means_only"


def forward_backward(
    x: Tensor, y: Tensor, w1: Tensor, b1: Tensor, w2: Tensor, b2: Tensor
) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    parameters = [p.detach().clone().requires_grad_() for p in (w1, b1, w2, b2)]
    logits = (x @ parameters[0] + parameters[1]).relu() @ parameters[2] + parameters[3]
    rows = torch.arange(len(y), device=y.device)
    loss = -logits.log_softmax(1)[rows, y].mean()
    loss.backward()
    return (loss.detach(), *(p.grad for p in parameters))


def sgd_step(parameters: Sequence[Tensor], gradients: Sequence[Tensor], lr: float) -> list[Tensor]:
    if len(parameters) != len(gradients):
        raise ValueError("there must be one gradient for each parameter")
    return [p - lr * g for p, g in zip(parameters, gradients, strict=True)]
