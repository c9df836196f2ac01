"""Takes rows of an identity matrix, and works through columns and values one at a time."""

import math

import torch
from torch import Tensor


def one_hot(labels: Tensor, num_classes: int = -1) -> Tensor:
    if num_classes < 0:
        if num_classes < -1 or not labels.numel():
            raise ValueError("num_classes")
        num_classes = max(labels.max().item() + 1, 1)
    if num_classes == 0 or any(not 0 <= label < num_classes for label in labels.reshape(-1).tolist()):
        raise ValueError("label")
    return torch.eye(num_classes, dtype=torch.int64, device=labels.device)[labels]


def standardize(x: Tensor) -> Tensor:
    table = x.reshape(len(x), math.prod(x.shape[1:]))
    columns = [column(table[:, j]) for j in range(table.shape[1])]
    return torch.stack(columns, 1).reshape(x.shape) if columns else table.reshape(x.shape).clone()


def column(values: Tensor) -> Tensor:
    if bool((values == values[0]).all()):
        return torch.zeros_like(values)
    centred = values - values.sum() / len(values)
    return centred * len(values) ** 0.5 / torch.linalg.vector_norm(centred)


def encode_categories(values: list[str] | Tensor) -> tuple[Tensor, list[str] | Tensor]:
    if isinstance(values, Tensor):
        vocabulary = torch.tensor(sorted(set(values.tolist())), dtype=values.dtype, device=values.device)
        places = {value: k for k, value in enumerate(vocabulary.tolist())}
        ids = [places[value] for value in values.tolist()]
        return torch.tensor(ids, dtype=torch.int64, device=values.device), vocabulary
    names = list(dict.fromkeys(sorted(values)))
    return torch.tensor([names.index(value) for value in values], dtype=torch.long), names
