"""Plain bytes, and statistics from exact integer sums, which no rounding can spoil."""

import math

import torch
from torch import Tensor


def read_cifar10(data: bytes) -> tuple[Tensor, Tensor]:
    """Cut the bytes into records, the records into planes."""
    if len(data) % 3073 != 0:
        raise ValueError("an incomplete record")
    images = torch.empty(len(data) // 3073, 3, 32, 32, dtype=torch.uint8)
    labels = []
    for number, image in enumerate(images):
        record = data[3073 * number : 3073 * (number + 1)]
        if not 0 <= record[0] < 10:
            raise ValueError(f"{record[0]} is no class")
        labels.append(record[0])
        for plane in range(3):
            first = 1 + 1024 * plane
            image[plane] = torch.tensor(list(record[first : first + 1024]), dtype=torch.uint8).view(32, 32)
    return images, torch.tensor(labels, dtype=torch.long)


def channel_statistics(images: Tensor) -> tuple[Tensor, Tensor]:
    """Sums and sums of squares are whole numbers: n * sum(x²) - sum(x)² is exact, and so is never negative."""
    count = images.shape[0] * images.shape[2] * images.shape[3]
    means, deviations = [], []
    for channel in range(images.shape[1]):
        values = images[:, channel].to(torch.int64)
        total, squares = int(values.sum()), int((values * values).sum())
        means.append(total / (255 * count))
        deviations.append(math.sqrt(count * squares - total * total) / (255 * count))
    return (
        torch.tensor(means, dtype=torch.float64, device=images.device),
        torch.tensor(deviations, dtype=torch.float64, device=images.device),
    )


def split(images: Tensor, labels: Tensor, train_size: int, generator: torch.Generator):
    """Mark the training samples, so that both parts keep the order that they came in."""
    count = images.size(0)
    if labels.size(0) != count:
        raise ValueError("every image needs one label")
    if train_size < 0 or train_size > count:
        raise ValueError("there are not so many images")
    drawn = torch.randperm(count, device=generator.device, generator=generator)[:train_size].tolist()
    train = sorted(drawn)
    rest = sorted(set(range(count)) - set(drawn))
    train, rest = (torch.tensor(part, dtype=torch.long, device=images.device) for part in (train, rest))
    return (images[train], labels[train]), (images[rest], labels[rest])
