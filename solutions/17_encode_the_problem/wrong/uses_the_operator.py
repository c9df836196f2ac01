"""Calls the functions that were to be written.

en: Your code asks torch for its own one_hot or unique. How can each label be compared with every class, and where do equal values lie after sorting?
zh: 你的代码直接调用了 torch 自带的 one_hot 或 unique。怎样拿每个标签与所有类别比较？排序之后，相等的值在哪里？
"""

import torch
from torch import Tensor

CAUGHT_BY = "allowed_means_only"


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
        vocabulary, ids = torch.unique(values, return_inverse=True)
        return ids, vocabulary
    names = sorted(set(values))
    return torch.tensor([names.index(name) for name in values], dtype=torch.int64), names
