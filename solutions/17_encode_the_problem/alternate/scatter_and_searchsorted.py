"""Scatters ones, looks values up by bisection, and divides by the root of the variance."""

from bisect import bisect_left

import torch
from torch import Tensor


def one_hot(labels: Tensor, num_classes: int = -1) -> Tensor:
    if num_classes != -1 and num_classes <= 0:
        raise ValueError("num_classes")
    if labels.numel() == 0 and num_classes == -1:
        raise ValueError("num_classes")
    if labels.numel() and int(labels.min()) < 0:
        raise ValueError("negative label")
    if num_classes == -1:
        num_classes = int(labels.max()) + 1
    if labels.numel() and int(labels.max()) >= num_classes:
        raise ValueError("label too large")
    result = labels.new_zeros((*labels.shape, num_classes))
    return result.scatter(-1, labels.unsqueeze(-1), 1)


def standardize(x: Tensor) -> Tensor:
    varies = x.amax(0) != x.amin(0)
    variance, mean = torch.var_mean(x, dim=0, correction=0)
    scale = torch.where(varies, variance, torch.ones_like(variance)).sqrt()
    return torch.where(varies, (x - mean) / scale, torch.zeros_like(x))


def encode_categories(values: list[str] | Tensor) -> tuple[Tensor, list[str] | Tensor]:
    if isinstance(values, Tensor):
        ordered, _ = torch.sort(values.contiguous())
        keep = [k for k in range(len(ordered)) if k == 0 or bool(ordered[k] != ordered[k - 1])]
        vocabulary = ordered[keep] if keep else ordered
        return torch.searchsorted(vocabulary, values.contiguous()), vocabulary
    vocabulary = sorted({value: None for value in values})
    return torch.tensor([bisect_left(vocabulary, value) for value in values]).long(), vocabulary
