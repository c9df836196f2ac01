"""Uses none of torch's layers: parameters by hand, convolution as nine shifted products."""

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class Convolution(nn.Module):
    """A 3 x 3 convolution with padding 1: the sum over nine shifts of the image."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        bound = 1 / math.sqrt(inputs * 9)
        self.weight = nn.Parameter(torch.empty(outputs, inputs, 3, 3).uniform_(-bound, bound))
        self.bias = nn.Parameter(torch.empty(outputs).uniform_(-bound, bound))

    def forward(self, x: Tensor) -> Tensor:
        height, width = x.shape[-2:]
        framed = F.pad(x, (1, 1, 1, 1))
        result = self.bias[:, None, None]
        for i in range(3):
            for j in range(3):
                shifted = framed[..., i : i + height, j : j + width]
                result = result + torch.einsum("oc,nchw->nohw", self.weight[:, :, i, j], shifted)
        return result


class Linear(nn.Module):
    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        bound = 1 / math.sqrt(inputs)
        self.weight = nn.Parameter(torch.empty(outputs, inputs).uniform_(-bound, bound))
        self.bias = nn.Parameter(torch.empty(outputs).uniform_(-bound, bound))

    def forward(self, x: Tensor) -> Tensor:
        return x @ self.weight.mT + self.bias


def halve(x: Tensor) -> Tensor:
    """Max pooling with a 2 x 2 window, as the maximum of four slices."""
    top = torch.maximum(x[..., ::2, ::2], x[..., ::2, 1::2])
    bottom = torch.maximum(x[..., 1::2, ::2], x[..., 1::2, 1::2])
    return torch.maximum(top, bottom)


class DigitNet(nn.Module):
    def __init__(self, side: int = 28, classes: int = 10) -> None:
        if side < 4 or side % 4 or classes < 1:
            raise ValueError(f"no network for side {side} and {classes} classes")
        super().__init__()
        self.conv1 = Convolution(1, 8)
        self.conv2 = Convolution(8, 16)
        self.linear = Linear(16 * (side // 4) ** 2, classes)

    def forward(self, x: Tensor) -> Tensor:
        x = halve(torch.relu(self.conv1(x)))
        x = halve(torch.relu(self.conv2(x)))
        return self.linear(x.flatten(1))
