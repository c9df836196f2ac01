"""Asks whether both belong to the same allocation.

en: Your code behaves like one that asks for the owner of the memory. The two halves of one array have the same owner: does a write to one show in the other?
zh: 你的代码像是在问内存归谁所有。同一个数组的两半属于同一个主人:写入一半,另一半看得见吗?
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
    owner = array
    while isinstance(owner.base, np.ndarray):
        owner = owner.base
    if array.size == 0 or tensor.numel() == 0:
        return False
    return np.may_share_memory(owner, tensor.detach().numpy())
