"""Writes each bias as one more row of the weights, which an input of constant 1 multiplies."""

import torch
from torch import Tensor


def _affine(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    one = torch.ones_like(x[..., :1])
    return torch.einsum("...i,io->...o", torch.cat([x, one], -1), torch.cat([weight, bias[None]]))


def two_layer_forward(x: Tensor, w1: Tensor, b1: Tensor, w2: Tensor, b2: Tensor) -> Tensor:
    # tanh(z) = 2 sigmoid(2 z) - 1, which does not overflow either.
    hidden = 2 * torch.sigmoid(2 * _affine(x, w1, b1)) - 1
    return _affine(hidden, w2, b2)
