"""Calls the operator that was to be written.

en: Your code leaves the dropping to torch. How do you draw one yes or no for each element, and what makes up for the elements that are lost?
zh: 你的代码把丢弃交给了 torch。怎样为每个元素抽一次“留”或“丢”？丢掉的部分又用什么来补偿？
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

CAUGHT_BY = "allowed_means_only"


def dropout(
    x: Tensor, p: float = 0.5, training: bool = True, generator: torch.Generator | None = None
) -> Tensor:
    if generator is not None:
        torch.set_rng_state(generator.get_state())
    return F.dropout(x, p, training)


class Dropout(nn.Module):
    def __init__(self, p: float = 0.5, generator: torch.Generator | None = None) -> None:
        super().__init__()
        self.p, self.generator = p, generator

    def forward(self, x: Tensor) -> Tensor:
        return dropout(x, self.p, self.training, self.generator)
