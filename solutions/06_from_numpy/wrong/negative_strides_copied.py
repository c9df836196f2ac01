"""Copies an array with negative strides instead of refusing it.

en: Your code behaves like one that shares a[::-1] by way of a copy. What will the caller believe when a later write does not arrive?
zh: 你的代码像是用复制来“共享” a[::-1]。之后的写入没有传过来时,调用者会怎么想?
"""

import numpy as np
import torch
from torch import Tensor

CAUGHT_BY = "share_refuses_what_it_cannot_share"


def share(array: np.ndarray) -> Tensor:
    try:
        if isinstance(array, np.ndarray) and any(step < 0 for step in array.strides):
            array = array.copy()
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
