"""Strided views of the records, and statistics from a histogram of the 256 values of each channel."""

import torch
from torch import Tensor


def read_cifar10(data: bytes) -> tuple[Tensor, Tensor]:
    """Take the label column and the pixel columns of a table of bytes."""
    if len(data) % (1 + 3 * 32 * 32):
        raise ValueError("the file ends inside a record")
    table = (
        torch.tensor(list(data), dtype=torch.uint8).unflatten(0, (-1, 3073)) if data else torch.zeros(0, 3073)
    )
    labels = table[:, :1].flatten().to(torch.int64)
    if not bool((labels < 10).all()):
        raise ValueError("there are ten classes only")
    images = (
        table[:, 1:].to(torch.uint8).unflatten(1, (3, 32, 32)).clone(memory_format=torch.contiguous_format)
    )
    return images, labels


def channel_statistics(images: Tensor) -> tuple[Tensor, Tensor]:
    """How often each byte occurs is all that mean and deviation depend on."""
    values = torch.arange(256, dtype=torch.float64, device=images.device) / 255
    rows = images.movedim(1, 0).reshape(images.size(1), -1).long()
    shares = torch.stack([(rows == value).double().mean(dim=1) for value in range(256)], dim=1)
    mean = shares @ values
    variance = (shares * (values - mean[:, None]) ** 2).sum(dim=1)
    return mean, torch.sqrt(variance)


def split(images: Tensor, labels: Tensor, train_size: int, generator: torch.Generator):
    """Draw the training samples one after the other from those that are left."""
    left = list(range(len(images)))
    if len(labels) != len(left):
        raise ValueError("not as many labels as images")
    if not 0 <= train_size <= len(left):
        raise ValueError(f"cannot take {train_size} of {len(left)}")
    train = []
    for _ in range(train_size):
        place = torch.randint(len(left), (), generator=generator, device=generator.device)
        train.append(left.pop(int(place)))
    train, left = (torch.tensor(part, dtype=torch.int64).to(images.device) for part in (train, left))
    return (images[train], labels[train]), (images[left], labels[left])
