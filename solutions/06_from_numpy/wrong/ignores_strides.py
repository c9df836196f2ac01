"""Takes both for contiguous blocks.

en: Your code behaves like one that multiplies the number of elements by their size. How far does a[::2] reach?
zh: 你的代码像是用元素个数乘以元素大小来算范围。a[::2] 一直延伸到哪里?
"""

import numpy as np
import torch
from torch import Tensor

CAUGHT_BY = "is_shared_counts_bytes"


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
    first, second = array.ctypes.data, tensor.data_ptr()
    mine = range(first, first + array.size * array.itemsize)
    theirs = range(second, second + tensor.numel() * tensor.element_size())
    return max(mine.start, theirs.start) < min(mine.stop, theirs.stop)
