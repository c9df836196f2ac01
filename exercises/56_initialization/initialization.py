"""Initialising parameters: fans, Xavier, Kaiming, and a whole LeNet.

Read question.md (or question.zh.md). Check your work: grade exercise 56
"""

from collections.abc import Sequence

import torch
from torch import Tensor, nn


def fans(shape: Sequence[int]) -> tuple[int, int]:
    """How many inputs an output of a layer has, and how many outputs an input has: (fan_in, fan_out).

    shape: of the weight, (out, in) or (out, in, *kernel_size).
    Raises ValueError for fewer than two axes.
    """
    raise NotImplementedError("fans is yours to write")


def xavier_uniform_(tensor: Tensor, gain: float = 1.0, generator: torch.Generator | None = None) -> Tensor:
    """Fill a weight from the uniform distribution on [-a, a], a = gain * sqrt(6 / (fan_in + fan_out)).

    Changes tensor in place and returns it. Raises ValueError for fewer than two axes.
    """
    raise NotImplementedError("xavier_uniform_ is yours to write")


def xavier_normal_(tensor: Tensor, gain: float = 1.0, generator: torch.Generator | None = None) -> Tensor:
    """Fill a weight from the normal distribution with mean 0 and deviation gain * sqrt(2 / (fan_in + fan_out)).

    Changes tensor in place and returns it. Raises ValueError for fewer than two axes.
    """
    raise NotImplementedError("xavier_normal_ is yours to write")


def kaiming_normal_(tensor: Tensor, mode: str = "fan_in", generator: torch.Generator | None = None) -> Tensor:
    """Fill a weight before a ReLU from the normal distribution with mean 0 and deviation sqrt(2 / fan).

    mode: "fan_in" or "fan_out", the fan that counts.
    Changes tensor in place and returns it. Raises ValueError for fewer than two axes and for any other mode.
    """
    raise NotImplementedError("kaiming_normal_ is yours to write")


def init_lenet_(model: nn.Module, generator: torch.Generator | None = None) -> nn.Module:
    """Xavier-uniform weights (gain 1) and zero biases in every nn.Conv2d and nn.Linear of model, at any depth.

    Changes model in place and returns it. Everything else in it stays as it was.
    """
    raise NotImplementedError("init_lenet_ is yours to write")
