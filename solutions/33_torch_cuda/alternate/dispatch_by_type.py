"""One small function for each type of container, chosen by functools.singledispatchmethod."""

from __future__ import annotations

from functools import singledispatchmethod
from typing import Any

import torch
from torch import nn


class Mover:
    """Moves values to one device and remembers, by identity, what it made of each."""

    def __init__(self, device: torch.device | str) -> None:
        self.device = device
        self.made: dict[int, Any] = {}

    def __call__(self, value: Any) -> Any:
        if id(value) not in self.made:
            result = self.move(value)
            # A cycle may have made the value in the meantime: the first one made is the one that counts.
            self.made.setdefault(id(value), result)
        return self.made[id(value)]

    @singledispatchmethod
    def move(self, value: Any) -> Any:
        return value

    @move.register
    def _(self, value: torch.Tensor) -> torch.Tensor:
        return value.to(device=self.device, non_blocking=False)

    @move.register
    def _(self, value: nn.Module) -> nn.Module:
        value.to(self.device)
        return value

    @move.register
    def _(self, value: list) -> list:
        self.made[id(value)] = result = []
        for item in value:
            result += [self(item)]
        return result

    @move.register
    def _(self, value: dict) -> dict:
        self.made[id(value)] = result = value.copy()
        for key in result:
            result[key] = self(value[key])
        return result

    @move.register
    def _(self, value: tuple) -> tuple:
        items = map(self, value)
        return type(value)(*items) if hasattr(type(value), "_fields") else tuple(items)


def to_device(obj: Any, device: torch.device | str) -> Any:
    return Mover(device)(obj)


def same_device(*tensors: torch.Tensor) -> bool:
    return len({tensor.device for tensor in tensors}) < 2
