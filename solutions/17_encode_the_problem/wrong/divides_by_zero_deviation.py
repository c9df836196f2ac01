"""Divides by the deviation, whatever it is.

en: Your standardize gives nan for a constant column. What is 0 / 0, and what should a column say that says nothing?
zh: 遇到常数列，你的 standardize 给出 nan。0 / 0 是什么？一列没有任何信息的数应当变成什么？
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
    return (x - x.mean(0)) / x.std(0, correction=0)


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
