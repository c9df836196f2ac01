"""Sorts numbers as strings.

en: Your vocabulary of numbers is sorted as text. Which comes first, 9 or 10?
zh: 你的数字词表是按文本排序的。9 和 10 谁在前？
"""

import torch
from torch import Tensor

CAUGHT_BY = "encode_categories.value"


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
    deviation = x.std(0, correction=0).masked_fill(constant, 1.0)
    return (x - x.mean(0)).masked_fill(constant, 0.0) / deviation


def encode_categories(values: list[str] | Tensor) -> tuple[Tensor, list[str] | Tensor]:
    if isinstance(values, Tensor):
        numbers = sorted(set(values.tolist()), key=str)
        ids = [numbers.index(value) for value in values.tolist()]
        vocabulary = torch.tensor(numbers, dtype=values.dtype, device=values.device)
        return torch.tensor(ids, dtype=torch.int64, device=values.device), vocabulary
    names = sorted(set(values))
    places = {name: k for k, name in enumerate(names)}
    return torch.tensor([places[name] for name in values], dtype=torch.int64), names
