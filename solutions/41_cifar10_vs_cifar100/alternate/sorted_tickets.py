"""Every sample draws a ticket; sorted by class and ticket, the first of every class are chosen."""

import numpy as np
import torch
from torch import Tensor

_RECORD = np.dtype([("coarse", "u1"), ("fine", "u1"), ("image", "u1", (3, 32, 32))])


def read_cifar100(data: bytes) -> tuple[Tensor, Tensor, Tensor]:
    """Look at the bytes as an array of records and copy its three columns."""
    if len(data) % _RECORD.itemsize:
        raise ValueError("the last record is not complete")
    records = np.ndarray(len(data) // _RECORD.itemsize, _RECORD, buffer=data)
    for column, classes in (("coarse", 20), ("fine", 100)):
        if np.any(records[column] >= classes):
            raise ValueError(f"a {column} label is not below {classes}")
    coarse, fine = (torch.from_numpy(records[column].astype(np.int64)) for column in ("coarse", "fine"))
    return torch.from_numpy(records["image"].copy()), coarse, fine


def stratified_split(labels: Tensor, per_class: int, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """Shuffle first, then sort by class without disturbing the order inside."""
    if per_class < 0:
        raise ValueError("per_class must not be negative")
    shuffled = torch.randperm(len(labels), generator=generator, device=generator.device).to(labels.device)
    by_class = shuffled[torch.argsort(labels[shuffled], stable=True)]
    chosen, rest, start = [], [], 0
    classes, counts = torch.unique(labels, return_counts=True)
    for label, count in zip(classes.tolist(), counts.tolist(), strict=True):
        if count < per_class:
            raise ValueError(f"only {count} samples of class {label}")
        chosen.append(by_class[start : start + per_class])
        rest.append(by_class[start + per_class : start + count])
        start += count
    none = labels.new_empty(0)
    return torch.cat([none, *chosen]).sort().values, torch.cat([none, *rest]).sort().values
