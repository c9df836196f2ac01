"""Turns float64 into float32, which takes a copy.

en: Your code behaves like one that turns float64 into float32. Can memory that holds float64 be looked at as float32 without being rewritten?
zh: 你的代码像是把 float64 变成了 float32。存放 float64 的内存,不重写能当作 float32 来看吗?
"""

import numpy as np
import torch
from torch import Tensor

CAUGHT_BY = "share_keeps_the_dtype"


def share(array: np.ndarray) -> Tensor:
    try:
        tensor = torch.from_numpy(array)
        return tensor.float() if tensor.dtype == torch.float64 else tensor
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
