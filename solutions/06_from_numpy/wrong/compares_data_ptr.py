"""Compares the first addresses only.

en: Your code behaves like one that compares where the two begin. Where does a[2:] begin, and which memory does it show?
zh: 你的代码像是只比较两者的起始地址。a[2:] 从哪里开始?它展示的又是哪块内存?
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
    return array.size > 0 and tensor.numel() > 0 and array.ctypes.data == tensor.data_ptr()
