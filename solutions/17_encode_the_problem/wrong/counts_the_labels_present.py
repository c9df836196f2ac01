"""Infers as many classes as there are different labels.

en: Without num_classes your one_hot counts the labels that occur. What if class 1 does not occur, but class 2 does?
zh: 不给 num_classes 时，你的 one_hot 数的是出现过的标签。如果类别 1 没出现而类别 2 出现了呢？
"""

import torch
from torch import Tensor

CAUGHT_BY = "one_hot.shape"


def one_hot(labels: Tensor, num_classes: int = -1) -> Tensor:
    if num_classes == -1:
        if labels.numel() == 0:
            raise ValueError("no labels to count the classes of")
        if int(labels.min()) < 0:
            raise ValueError("label")
        found = sorted(set(labels.reshape(-1).tolist()))
        num_classes = len(found)
        labels = sum((labels > value).long() for value in found)
    if num_classes < 1 or bool(((labels < 0) | (labels >= num_classes)).any()):
        raise ValueError("label outside the classes")
    return (labels.unsqueeze(-1) == torch.arange(num_classes, device=labels.device)).long()


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
