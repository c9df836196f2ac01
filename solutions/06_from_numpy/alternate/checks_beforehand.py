"""Looks before it leaps: a table of dtypes and explicit conditions; bytes are marked in a map of the common range."""

import sys

import numpy as np
import torch
from numpy.lib.stride_tricks import as_strided
from torch import Tensor

DTYPES = {
    np.dtype(name): getattr(torch, name)
    for name in (
        "bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64",
        "float16", "float32", "float64", "complex64", "complex128",
    )
}  # fmt: skip
FOREIGN = ">" if sys.byteorder == "little" else "<"


def share(array: np.ndarray) -> Tensor:
    if not isinstance(array, np.ndarray):
        raise ValueError("not an array")
    if array.dtype not in DTYPES:
        raise ValueError(f"torch cannot look at {array.dtype}")
    if array.size and any(step < 0 or step % array.itemsize for step in array.strides):
        raise ValueError(f"torch has no strides like {array.strides}")
    return torch.as_tensor(array)


def copy(array: np.ndarray) -> Tensor:
    if not isinstance(array, np.ndarray):
        raise ValueError("not an array")
    native = array.dtype.newbyteorder("=")
    if native not in DTYPES:
        raise ValueError(f"torch has no {array.dtype}")
    result = torch.empty(array.shape, dtype=DTYPES[native])
    result.numpy()[...] = array
    return result


def is_shared(array: np.ndarray, tensor: Tensor) -> bool:
    if array.size == 0 or tensor.numel() == 0:
        return False
    steps = [step * tensor.element_size() for step in tensor.stride()]
    sides = [
        (array.__array_interface__["data"][0], array.itemsize, array.shape, array.strides),
        (tensor.data_ptr(), tensor.element_size(), tuple(tensor.shape), steps),
    ]
    ranges = [reach(*side) for side in sides]
    low, high = max(begin for begin, _ in ranges), min(end for _, end in ranges)
    if low >= high:
        return False
    return bool((marked(*sides[0], ranges[0])[low - ranges[0][0] : high - ranges[0][0]]
                 & marked(*sides[1], ranges[1])[low - ranges[1][0] : high - ranges[1][0]]).any())  # fmt: skip


def reach(start, itemsize, shape, strides):
    """The first byte and the one after the last."""
    ends = [step * (size - 1) for size, step in zip(shape, strides)]
    return start + sum(end for end in ends if end < 0), start + itemsize + sum(end for end in ends if end > 0)


def marked(start, itemsize, shape, strides, extent):
    """One flag for every byte of the extent: does it belong to an element?"""
    flags = np.zeros(extent[1] - extent[0], dtype=bool)
    as_strided(flags[start - extent[0] :], (*shape, itemsize), (*strides, 1))[...] = True
    return flags
