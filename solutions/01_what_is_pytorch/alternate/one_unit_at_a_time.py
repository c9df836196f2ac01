"""Loops over the units of each layer: a neuron is a weighted sum, a bias and tanh."""

import torch
from torch import Tensor


def two_layer_forward(x: Tensor, w1: Tensor, b1: Tensor, w2: Tensor, b2: Tensor) -> Tensor:
    hidden = [torch.tanh((x * w1[:, unit]).sum(-1) + b1[unit]) for unit in range(w1.shape[1])]
    outputs = []
    for unit in range(w2.shape[1]):
        total = b2[unit]
        for value, weight in zip(hidden, w2[:, unit].tensor_split(w2.shape[0])):
            total = total + value * weight.squeeze()
        outputs.append(total)
    return torch.stack(outputs, dim=-1)
