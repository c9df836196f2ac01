"""Subtracts the square of the mean from the mean of the squares.

en: Your code behaves like one that subtracts two almost equal numbers where a channel hardly varies. How many digits are left, and what is the root of a number just below zero?
zh: 你的代码像是在通道几乎不变时，用两个几乎相等的数相减。还剩多少位有效数字？略小于零的数开方会怎样？
"""

import torch
from torch import Tensor

CAUGHT_BY = "channel_statistics.value"

_CHANNELS, _SIDE, _CLASSES = 3, 32, 10
_RECORD = 1 + _CHANNELS * _SIDE * _SIDE

Part = tuple[Tensor, Tensor]


def read_cifar10(data: bytes) -> tuple[Tensor, Tensor]:
    """Decode the contents of a binary CIFAR-10 file."""
    if len(data) % _RECORD:
        raise ValueError(f"{len(data)} bytes are not a whole number of records of {_RECORD}")
    # A bytearray is a copy: a tensor over `data` itself would let its owner write to bytes that must not
    # change. frombuffer refuses an empty buffer, so no records are a case of their own.
    flat = torch.frombuffer(bytearray(data), dtype=torch.uint8) if data else torch.empty(0, dtype=torch.uint8)
    records = flat.reshape(-1, _RECORD)

    labels = records[:, 0].long()
    wrong = labels >= _CLASSES
    if wrong.any():
        first = int(wrong.nonzero()[0])
        raise ValueError(
            f"record {first} has the label {int(labels[first])}, but there are {_CLASSES} classes"
        )

    # The planes follow one another, so the axes are (channel, row, column) as they lie in the file.
    images = records[:, 1:].reshape(-1, _CHANNELS, _SIDE, _SIDE)
    return images, labels


def channel_statistics(images: Tensor) -> tuple[Tensor, Tensor]:
    """Mean and population deviation of each channel, over all images and pixels, on the scale [0, 1]."""
    pixels = images.double() / 255
    mean = pixels.mean(dim=(0, 2, 3))
    deviation = (pixels.square().mean(dim=(0, 2, 3)) - mean.square()).sqrt()
    return mean, deviation


def split(images: Tensor, labels: Tensor, train_size: int, generator: torch.Generator) -> tuple[Part, Part]:
    """Deal the images out at random into a training part and the rest."""
    count = len(images)
    if len(labels) != count:
        raise ValueError(f"{count} images but {len(labels)} labels")
    if not 0 <= train_size <= count:
        raise ValueError(f"train_size={train_size} is not between 0 and {count}")
    # One permutation for both: two would give each image the label of another. It is drawn where the
    # generator is and used where the images are.
    order = torch.randperm(count, generator=generator, device=generator.device).to(images.device)
    chosen, others = order[:train_size], order[train_size:]
    return (images[chosen], labels[chosen]), (images[others], labels[others])
