"""41 CIFAR-10 against CIFAR-100.

Read question.md (or question.zh.md). Check your work: grade exercise 41
"""

import torch
from torch import Tensor


def read_cifar100(data: bytes) -> tuple[Tensor, Tensor, Tensor]:
    """Decode the contents of a binary CIFAR-100 file.

    data: N records of 3,074 bytes, N from 0: the coarse label, the fine label, then the red, the green and the
        blue plane, each of 32 rows of 32 pixels.

    Returns (images, coarse, fine) on the CPU: images of dtype uint8 and shape (N, 3, 32, 32), both labels of
    dtype int64 and shape (N,). All own their memory: writing to them changes neither `data` nor the result of
    another call.

    Raises ValueError if the length of `data` is not a multiple of 3,074, if a coarse label is above 19, or if a
    fine label is above 99.
    """
    raise NotImplementedError("read_cifar100 is yours to write")


def stratified_split(labels: Tensor, per_class: int, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """Choose the same number of samples from every class, at random.

    labels: dtype int64, shape (N,), any values; the classes are the values that occur.
    per_class: how many of each class are chosen, from 0.
    generator: where all randomness comes from.

    Returns (chosen, rest): the positions of the chosen samples and of all others, each of dtype int64, one
    axis, in ascending order, on the device of labels.

    Raises ValueError if per_class is negative, or if a class has fewer than per_class samples; the message then
    names that class.
    """
    raise NotImplementedError("stratified_split is yours to write")
