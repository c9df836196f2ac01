"""17 Encoding the problem: a worked solution.

Three ways of turning something into numbers, and in each the care lies at the ends: labels that are no class, columns
that have no deviation, categories of which there are none.
"""

import torch
from torch import Tensor


def one_hot(labels: Tensor, num_classes: int = -1) -> Tensor:
    """Turn class labels into vectors."""
    if num_classes == -1:
        if labels.numel() == 0:
            raise ValueError("num_classes cannot be found from no labels: say it")
        num_classes = int(labels.max()) + 1
    if num_classes < 1:
        raise ValueError(f"num_classes={num_classes} must be at least 1, or -1 and a label of 0 or more")
    # Without this check a label of -1 would silently become the last class, or no class at all.
    if bool(((labels < 0) | (labels >= num_classes)).any()):
        raise ValueError(f"labels must lie between 0 and {num_classes - 1}")
    # Each label is compared with every class: (..., 1) against (num_classes,).
    return (labels.unsqueeze(-1) == torch.arange(num_classes, device=labels.device)).long()


def standardize(x: Tensor) -> Tensor:
    """Give every column the mean 0 and the population deviation 1."""
    # Asking whether the deviation is 0 would not do: the mean of equal numbers is rounded, so that their deviation can
    # come out as 1e-17, and dividing by that gives 1. Equality of the entries is exact.
    constant = (x == x[:1]).all(0)
    centred = x - x.mean(0)
    # Centre first, then square: the mean of squares less the squared mean loses everything for columns far from 0.
    deviation = centred.square().mean(0).masked_fill(constant, 1.0).sqrt()
    return centred.masked_fill(constant, 0.0) / deviation


def encode_categories(values: list[str] | Tensor) -> tuple[Tensor, list[str] | Tensor]:
    """Number the different values in their order."""
    if isinstance(values, Tensor):
        return _encode_numbers(values)
    vocabulary = sorted(set(values))
    place = {value: k for k, value in enumerate(vocabulary)}
    # Without the dtype, an empty list would make a tensor of floats.
    return torch.tensor([place[value] for value in values], dtype=torch.int64), vocabulary


def _encode_numbers(values: Tensor) -> tuple[Tensor, Tensor]:
    ordered = values.sort().values
    # After sorting, equal values are neighbours: the first of each run stays.
    first = torch.ones_like(ordered, dtype=torch.bool)
    first[1:] = ordered[1:] != ordered[:-1]
    vocabulary = ordered[first]
    # The place of a value is the number of smaller ones.
    return (values[:, None] > vocabulary).sum(1), vocabulary
