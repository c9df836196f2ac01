"""Detaches the statistics.

en: Your values are right, but the gradient behaves as if mean and deviation were constants. Do they not depend on x?
zh: 你的值是对的，但梯度表现得好像均值和标准差是常数。它们不也取决于 x 吗？
"""

import torch
from torch import Tensor

CAUGHT_BY = "standardize.gradient"


def one_hot(labels: Tensor, num_classes: int = -1) -> Tensor:
    if num_classes == -1:
        if labels.numel() == 0:
            raise ValueError("no labels to count the classes of")
        num_classes = int(labels.max()) + 1
    if num_classes < 1 or bool(((labels < 0) | (labels >= num_classes)).any()):
        raise ValueError("label outside the classes")
    return (labels.unsqueeze(-1) == torch.arange(num_classes, device=labels.device)).long()


def standardize(x: Tensor) -> Tensor:
    constant = (x == x[:1]).all(0)
    deviation = x.detach().std(0, correction=0).masked_fill(constant, 1.0)
    return (x - x.detach().mean(0)).masked_fill(constant, 0.0) / deviation


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
