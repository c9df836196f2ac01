"""40 CIFAR-10.

Read question.md (or question.zh.md). Check your work: grade exercise 40
"""

import torch
from torch import Tensor

Part = tuple[Tensor, Tensor]


def read_cifar10(data: bytes) -> tuple[Tensor, Tensor]:
    """Decode the contents of a binary CIFAR-10 file.

    data: N records of 3,073 bytes, N from 0: the label, then the red, the green and the blue plane, each of
        32 rows of 32 pixels.

    Returns (images, labels) on the CPU: images of dtype uint8 and shape (N, 3, 32, 32), labels of dtype int64
    and shape (N,). Both own their memory: writing to them changes neither `data` nor the result of another
    call.

    Raises ValueError if the length of `data` is not a multiple of 3,073, or if a label is above 9.
    """
    raise NotImplementedError("read_cifar10 is yours to write")


def channel_statistics(images: Tensor) -> tuple[Tensor, Tensor]:
    """Compute the mean and the population deviation of each channel on the scale [0, 1].

    images: dtype uint8, shape (N, C, H, W) with no axis of size 0, any strides, any device.

    Returns (mean, deviation), both of dtype float64 and shape (C,), on the device of images. 255 counts as 1.
    """
    raise NotImplementedError("channel_statistics is yours to write")


def split(images: Tensor, labels: Tensor, train_size: int, generator: torch.Generator) -> tuple[Part, Part]:
    """Deal the images out at random into a training part of a given size and the rest.

    images: shape (N, ...). labels: shape (N,), on the same device.
    train_size: from 0 to N.
    generator: where all randomness comes from.

    Returns ((images, labels) of train_size samples, (images, labels) of the others): new tensors of the same
    dtypes on the same device, in any order, every image with its own label.

    Raises ValueError if train_size is outside 0 to N, or if images and labels differ in number.
    """
    raise NotImplementedError("split is yours to write")
