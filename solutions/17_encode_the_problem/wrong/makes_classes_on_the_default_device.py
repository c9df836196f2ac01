"""Makes the list of classes on the default device.

en: Your one_hot makes a tensor without saying on which device. Where should a new tensor live?
zh: 你的 one_hot 新建张量时没有指明设备。新张量应当放在哪里？
"""

import torch
from torch import Tensor

CAUGHT_BY = "one_hot_stays_on_its_device"


def one_hot(labels: Tensor, num_classes: int = -1) -> Tensor:
    if num_classes == -1:
        if labels.numel() == 0:
            raise ValueError("no labels to count the classes of")
        num_classes = int(labels.max()) + 1
    if num_classes < 1 or bool(((labels < 0) | (labels >= num_classes)).any()):
        raise ValueError("label outside the classes")
    return (labels.unsqueeze(-1) == torch.arange(num_classes)).long()


def standardize(x: Tensor) -> Tensor:
    constant = (x == x[:1]).all(0)
    deviation = x.std(0, correction=0).masked_fill(constant, 1.0)
    return (x - x.mean(0)).masked_fill(constant, 0.0) / deviation


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
