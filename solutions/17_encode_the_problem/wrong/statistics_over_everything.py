"""Takes one mean and one deviation for the whole table.

en: Your columns share one mean and one deviation. What happens to a column of years beside a column of grams?
zh: 你的各列共用一个均值和一个标准差。一列年份与一列克数放在一起会怎样？
"""

import torch
from torch import Tensor

CAUGHT_BY = "standardize.value"


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
    deviation = x.std(correction=0).expand(x.shape[1:]).masked_fill(constant, 1.0)
    return (x - x.mean()).masked_fill(constant, 0.0) / deviation


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
