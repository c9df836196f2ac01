"""Initialisation: variances from the fans of a weight, drawn in place without a trace in the graph.

Sources: Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks", 2010; He et
al., "Delving deep into rectifiers", 2015.
"""

import math
from collections.abc import Sequence

import torch
from torch import Tensor, nn


def fans(shape: Sequence[int]) -> tuple[int, int]:
    """An output of a convolution sees every channel at every position of the kernel."""
    if len(shape) < 2:
        raise ValueError(f"a weight has at least two axes, but its shape is {tuple(shape)}")
    outputs, inputs, *kernel = shape
    field = math.prod(kernel)  # 1 where there is no kernel
    return inputs * field, outputs * field


@torch.no_grad()  # A leaf that requires grad may be changed in place only where nothing is recorded.
def xavier_uniform_(tensor: Tensor, gain: float = 1.0, generator: torch.Generator | None = None) -> Tensor:
    """A uniform distribution on [-a, a] has the variance a^2 / 3: hence a 6 where the variance has a 2."""
    fan_in, fan_out = fans(tensor.shape)
    bound = gain * math.sqrt(6 / (fan_in + fan_out))
    return tensor.uniform_(-bound, bound, generator=generator)


@torch.no_grad()
def xavier_normal_(tensor: Tensor, gain: float = 1.0, generator: torch.Generator | None = None) -> Tensor:
    """normal_ wants the deviation, the root of the variance."""
    fan_in, fan_out = fans(tensor.shape)
    return tensor.normal_(0, gain * math.sqrt(2 / (fan_in + fan_out)), generator=generator)


@torch.no_grad()
def kaiming_normal_(tensor: Tensor, mode: str = "fan_in", generator: torch.Generator | None = None) -> Tensor:
    """fan_in keeps the size of the signals on the way forward, fan_out that of the gradients on the way back."""
    if mode not in ("fan_in", "fan_out"):
        raise ValueError(f'mode must be "fan_in" or "fan_out", not {mode!r}')
    fan_in, fan_out = fans(tensor.shape)
    fan = fan_in if mode == "fan_in" else fan_out
    return tensor.normal_(0, math.sqrt(2 / fan), generator=generator)


@torch.no_grad()
def init_lenet_(model: nn.Module, generator: torch.Generator | None = None) -> nn.Module:
    """modules() walks through the whole tree, while children() would stop at the first level."""
    for layer in model.modules():
        if isinstance(layer, nn.Conv2d | nn.Linear):
            xavier_uniform_(layer.weight, generator=generator)
            if layer.bias is not None:
                layer.bias.zero_()
    return model
