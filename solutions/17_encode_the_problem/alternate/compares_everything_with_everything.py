"""Counts smaller values by comparing all pairs, and centres by a matrix."""

import math

import torch
from torch import Tensor


def one_hot(labels: Tensor, num_classes: int = -1) -> Tensor:
    if num_classes == -1:
        if labels.numel() == 0:
            raise ValueError("no labels to count the classes of")
        num_classes = int(labels.max()) + 1
    if num_classes < 1 or bool(((labels < 0) | (labels >= num_classes)).any()):
        raise ValueError("label outside the classes")
    return (labels.unsqueeze(-1) == torch.arange(num_classes, device=labels.device)).long()


def standardize(x: Tensor) -> Tensor:
    n = len(x)
    flat = x.reshape(n, math.prod(x.shape[1:]))
    # Pairwise differences: their mean over the second index is the centred value, and equal entries give exactly 0.
    gaps = flat[:, None] - flat[None]
    constant = (gaps == 0).all(0).all(0)
    centred = gaps.mean(1)
    variance = (gaps**2).mean((0, 1)) / 2
    scaled = centred / torch.where(constant, torch.ones_like(variance), variance).sqrt()
    return scaled.reshape(x.shape)


def encode_categories(values: list[str] | Tensor) -> tuple[Tensor, list[str] | Tensor]:
    if not isinstance(values, Tensor):
        vocabulary: list[str] = []
        for value in sorted(values):
            if not vocabulary or vocabulary[-1] != value:
                vocabulary.append(value)
        ids = [sum(other < value for other in vocabulary) for value in values]
        return torch.tensor(ids, dtype=torch.int64), vocabulary
    ordered = torch.sort(values)[0]
    fresh = torch.cat([torch.ones_like(ordered[:1], dtype=torch.bool), ordered.diff() != 0])
    vocabulary = ordered.masked_select(fresh)
    if not len(values):
        return torch.zeros(0, dtype=torch.int64, device=values.device), vocabulary
    return (values.unsqueeze(1) == vocabulary).to(torch.uint8).argmax(1), vocabulary
