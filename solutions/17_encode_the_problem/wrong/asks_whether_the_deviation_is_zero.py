"""Recognises constant columns by a deviation of exactly 0.

en: Your standardize misses some constant columns. Is the mean of equal numbers always that number, and what is their deviation then?
zh: 有些常数列你的 standardize 没有认出来。几个相等的数，平均值一定等于它吗？那么标准差呢？
"""

import torch
from torch import Tensor

CAUGHT_BY = "constant_columns_become_zero"


def one_hot(labels: Tensor, num_classes: int = -1) -> Tensor:
    if num_classes == -1:
        if labels.numel() == 0:
            raise ValueError("no labels to count the classes of")
        num_classes = int(labels.max()) + 1
    if num_classes < 1 or bool(((labels < 0) | (labels >= num_classes)).any()):
        raise ValueError("label outside the classes")
    return (labels.unsqueeze(-1) == torch.arange(num_classes, device=labels.device)).long()


def standardize(x: Tensor) -> Tensor:
    centred = x - x.mean(0)
    deviation = centred.square().mean(0).sqrt()
    return centred / torch.where(deviation == 0, torch.ones_like(deviation), deviation)


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
