"""Copies through raw bytes, and compares sorted lists of byte addresses that NumPy broadcasts together."""

import warnings

import numpy as np
import torch
from torch import Tensor


def share(array: np.ndarray) -> Tensor:
    if type(array) is not np.ndarray:
        raise ValueError("not an array")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        try:
            return torch.from_numpy(array)
        except Exception as error:
            raise ValueError("this memory cannot be shared") from error


def copy(array: np.ndarray) -> Tensor:
    if type(array) is not np.ndarray:
        raise ValueError("not an array")
    if not array.dtype.isnative:
        array = array.byteswap().view(array.dtype.newbyteorder())
    dtype = share(np.empty(0, array.dtype)).dtype
    if array.size == 0:
        return torch.empty(array.shape, dtype=dtype)
    return torch.frombuffer(bytearray(array.tobytes()), dtype=dtype).reshape(array.shape)


def is_shared(array: np.ndarray, tensor: Tensor) -> bool:
    mine = addresses(array.__array_interface__["data"][0], array.itemsize, array.shape, array.strides)
    strides = [step * tensor.element_size() for step in tensor.stride()]
    theirs = addresses(tensor.data_ptr(), tensor.element_size(), tensor.shape, strides)
    return len(np.intersect1d(mine, theirs)) > 0


def addresses(start: int, itemsize: int, shape, strides) -> np.ndarray:
    result = start + np.arange(itemsize)
    for size, step in zip(shape, strides):
        result = np.unique(np.add.outer(result, np.arange(size) * step))
    return result
