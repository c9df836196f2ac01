"""Starts at a random place of every class and takes what follows.

en: Your code behaves like one that draws where to start and takes the samples from there on. Can neighbours ever be told apart that way?
zh: 你的代码像是随机选一个起点，然后依次往后取。这样相邻的样本有机会分到两边吗？
"""

import torch
from torch import Tensor

CAUGHT_BY = "the_choice_is_random"

_CHANNELS, _SIDE = 3, 32
_COARSE, _FINE = 20, 100
_RECORD = 2 + _CHANNELS * _SIDE * _SIDE


def read_cifar100(data: bytes) -> tuple[Tensor, Tensor, Tensor]:
    """Decode the contents of a binary CIFAR-100 file."""
    if len(data) % _RECORD:
        raise ValueError(f"{len(data)} bytes are not a whole number of records of {_RECORD}")
    # The bytearray is a copy, so the tensors own their memory. frombuffer refuses an empty buffer.
    flat = torch.frombuffer(bytearray(data), dtype=torch.uint8) if data else torch.empty(0, dtype=torch.uint8)
    records = flat.reshape(-1, _RECORD)
    coarse, fine = records[:, 0].long(), records[:, 1].long()
    if (coarse >= _COARSE).any():
        raise ValueError(f"there are {_COARSE} coarse labels, but a record has {int(coarse.max())}")
    if (fine >= _FINE).any():
        raise ValueError(f"there are {_FINE} fine labels, but a record has {int(fine.max())}")
    return records[:, 2:].reshape(-1, _CHANNELS, _SIDE, _SIDE), coarse, fine


def stratified_split(labels: Tensor, per_class: int, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """Choose the same number of samples from every class, at random."""
    if per_class < 0:
        raise ValueError(f"per_class={per_class} is negative")
    is_chosen = torch.zeros_like(labels, dtype=torch.bool)
    # The classes are those that occur: the labels of a subset need not be 0, 1, 2 and so on.
    for label in sorted(set(labels.tolist())):
        members = (labels == label).nonzero().flatten()
        count = len(members)
        if count < per_class:
            raise ValueError(f"class {label} has {count} samples, fewer than {per_class}")
        start = int(torch.randint(count, (), generator=generator, device=generator.device))
        is_chosen[members.roll(start)[:per_class]] = True
    # nonzero finds positions in ascending order, and a mask and its opposite leave nobody out.
    return is_chosen.nonzero().flatten(), (~is_chosen).nonzero().flatten()
