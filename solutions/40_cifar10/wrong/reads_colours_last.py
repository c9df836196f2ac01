"""Takes the colours of a pixel for neighbours.

en: Your code behaves like one that expects the red, green and blue of a pixel side by side. Which byte follows the first one of the red plane?
zh: 你的代码像是认为同一个像素的红、绿、蓝三个字节挨在一起。红色平面的第一个字节后面，紧跟着的是哪个字节？
"""

import torch
from torch import Tensor

CAUGHT_BY = "read_cifar10.value"

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

    # Rows of pixels, each with its three colours.
    images = records[:, 1:].reshape(-1, _SIDE, _SIDE, _CHANNELS).permute(0, 3, 1, 2).contiguous()
    return images, labels


def channel_statistics(images: Tensor) -> tuple[Tensor, Tensor]:
    """Mean and population deviation of each channel, over all images and pixels, on the scale [0, 1]."""
    # Leave bytes before the first multiplication: 200 * 200 does not fit into one.
    pixels = images.double() / 255
    mean = pixels.mean(dim=(0, 2, 3))
    # Two passes. The mean of the squares minus the square of the mean subtracts two numbers that are almost
    # equal when a channel hardly varies, and what is left may be negative.
    centred = pixels - mean[:, None, None]
    deviation = centred.square().mean(dim=(0, 2, 3)).sqrt()
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
