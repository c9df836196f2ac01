"""Turns foreign bytes round in the caller's array.

en: Your code behaves like one that swaps the bytes in the caller's own array. Whose memory may a copy write to?
zh: 你的代码像是在调用者自己的数组里交换了字节。复制时可以往谁的内存里写?
"""

import numpy as np
import torch
from torch import Tensor

CAUGHT_BY = "copy_leaves_the_array_alone"


def share(array: np.ndarray) -> Tensor:
    try:
        return torch.from_numpy(array)
    except TypeError as error:
        raise ValueError(str(error)) from error


def copy(array: np.ndarray) -> Tensor:
    if not isinstance(array, np.ndarray):
        raise ValueError("not an array")
    if not array.dtype.isnative:
        array = array.byteswap(inplace=True).view(array.dtype.newbyteorder())
    try:
        return torch.from_numpy(np.array(array, dtype=array.dtype.newbyteorder("="), order="C"))
    except TypeError as error:
        raise ValueError(str(error)) from error


def is_shared(array: np.ndarray, tensor: Tensor) -> bool:
    return np.shares_memory(array, tensor.detach().numpy())
