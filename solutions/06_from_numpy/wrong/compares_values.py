"""Compares the numbers instead of the memory.

en: Your code behaves like one that compares the values. Two arrays of zeros are equal: does a write to one show in the other?
zh: 你的代码像是在比较数值。两个全零数组相等:写入其中一个,另一个看得见吗?
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
    other = tensor.detach().numpy()
    return array.size > 0 and array.shape == other.shape and bool((array == other).all())
