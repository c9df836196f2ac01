"""Hands an array with negative strides to torch, which refuses it.

en: Your code behaves like one that cannot copy a[::-1]. Torch has no negative strides, but NumPy has: who should make the copy?
zh: 你的代码像是无法复制 a[::-1]。torch 没有负步长,但 NumPy 有:应该让谁来复制?
"""

import numpy as np
import torch
from torch import Tensor

CAUGHT_BY = "copy_equals_the_array"


def share(array: np.ndarray) -> Tensor:
    try:
        return torch.from_numpy(array)
    except TypeError as error:
        raise ValueError(str(error)) from error


def copy(array: np.ndarray) -> Tensor:
    if not isinstance(array, np.ndarray):
        raise ValueError("not an array")
    try:
        if array.size and min(array.strides, default=0) < 0:
            return torch.tensor(array)
        return torch.from_numpy(np.array(array, dtype=array.dtype.newbyteorder("="), order="C"))
    except TypeError as error:
        raise ValueError(str(error)) from error


def is_shared(array: np.ndarray, tensor: Tensor) -> bool:
    return np.shares_memory(array, tensor.detach().numpy())
