"""Reads bytes in foreign order as if they were native.

en: Your code behaves like one that relabels foreign bytes as native ones. Which must stay equal when the byte order changes: the bytes or the numbers?
zh: 你的代码像是把外来字节序的字节直接当作本机的来读。字节序改变时,应当保持相等的是字节还是数?
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
        return torch.from_numpy(np.array(array, order="C").view(array.dtype.newbyteorder("=")))
    except TypeError as error:
        raise ValueError(str(error)) from error


def is_shared(array: np.ndarray, tensor: Tensor) -> bool:
    return np.shares_memory(array, tensor.detach().numpy())
