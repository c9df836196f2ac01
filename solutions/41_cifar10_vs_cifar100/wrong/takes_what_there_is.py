"""Takes all samples of a class that is too small.

en: Your code behaves like one that is content with fewer samples of a small class. Is the result balanced then, and who finds out?
zh: 你的代码像是遇到样本太少的类就有多少取多少。这样的结果还均衡吗？谁会发现？
"""

import torch
from torch import Tensor

CAUGHT_BY = "stratified_split.rejects"

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
        # A permutation of its own for every class. It is drawn where the generator is, and used where the
        # labels are.
        order = torch.randperm(count, generator=generator, device=generator.device).to(labels.device)
        is_chosen[members[order[:per_class]]] = True
    # nonzero finds positions in ascending order, and a mask and its opposite leave nobody out.
    return is_chosen.nonzero().flatten(), (~is_chosen).nonzero().flatten()
