"""Lets the IndexError of a table out.

en: For a label that is too large your one_hot raises something else than a ValueError. Who should look at the labels first?
zh: 标签过大时，你的 one_hot 抛出的不是 ValueError。应当由谁先检查标签？
"""

import torch
from torch import Tensor

CAUGHT_BY = "one_hot.rejects"


def one_hot(labels: Tensor, num_classes: int = -1) -> Tensor:
    if labels.numel() == 0 and num_classes == -1:
        raise ValueError("num_classes")
    if labels.numel() and int(labels.min()) < 0:
        raise ValueError("label")
    if num_classes == -1:
        num_classes = int(labels.max()) + 1
    if num_classes < 1:
        raise ValueError("num_classes")
    table = torch.eye(num_classes, dtype=torch.int64, device=labels.device)
    return table[labels]


def standardize(x: Tensor) -> Tensor:
    constant = (x == x[:1]).all(0)
    deviation = x.std(0, correction=0).masked_fill(constant, 1.0)
    return (x - x.mean(0)).masked_fill(constant, 0.0) / deviation


def encode_categories(values: list[str] | Tensor) -> tuple[Tensor, list[str] | Tensor]:
    if isinstance(values, Tensor):
        ordered = values.sort().values
        first = torch.ones_like(ordered, dtype=torch.bool)
        first[1:] = ordered[1:] != ordered[:-1]
        vocabulary = ordered[first]
        return (values[:, None] > vocabulary).sum(1), vocabulary
    names = sorted(set(values))
    places = {name: k for k, name in enumerate(names)}
    return torch.tensor([places[name] for name in values], dtype=torch.int64), names
