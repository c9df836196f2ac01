"""Shares by torch.asarray, which takes a 0-d array for a number and copies it.

en: Your code behaves like one that copies an array of no dimensions. It looks like a number, but has memory: does a write to it arrive?
zh: 你的代码像是复制了 0 维数组。它看起来像一个数,却有自己的内存:写入它,另一侧看得见吗?
"""

import numpy as np
import torch
from torch import Tensor

CAUGHT_BY = "share_lets_writes_through"


def share(array: np.ndarray) -> Tensor:
    try:
        if isinstance(array, np.ndarray) and array.ndim == 0:
            return torch.asarray(array, copy=False)
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
    return np.shares_memory(array, tensor.detach().numpy())
