"""Compares the addresses of elements, not of bytes.

en: Your code behaves like one that compares where elements begin. A float64 and the int16 in its last bytes begin at different addresses: do they share memory?
zh: 你的代码像是只比较各元素的起始地址。一个 float64 与位于它末尾字节上的 int16 起始地址不同:它们共享内存吗?
"""

import numpy as np
import torch
from torch import Tensor

CAUGHT_BY = "is_shared_looks_behind_the_dtype"


def share(array: np.ndarray) -> Tensor:
    try:
        return torch.from_numpy(array)
    except TypeError as error:
        raise ValueError(str(error)) from error


def copy(array: np.ndarray) -> Tensor:
    if not isinstance(array, np.ndarray):
        raise ValueError("not an array")
    try:
        return torch.from_numpy(np.array(array, dtype=array.dtype.newbyteorder("="), order="C"))
    except TypeError as error:
        raise ValueError(str(error)) from error


def is_shared(array: np.ndarray, tensor: Tensor) -> bool:
    def starts(first: int, shape: tuple[int, ...], strides: list[int]) -> set[int]:
        result = {first}
        for size, step in zip(shape, strides, strict=True):
            result = {address + step * index for address in result for index in range(size)}
        return result

    steps = [step * tensor.element_size() for step in tensor.stride()]
    mine = starts(array.ctypes.data, array.shape, list(array.strides))
    return not mine.isdisjoint(starts(tensor.data_ptr(), tuple(tensor.shape), steps))
