"""Fails on a tensor that requires grad.

en: Your code behaves like one that calls numpy() on a tensor that requires grad. What must come off first?
zh: 你的代码像是对要求梯度的张量直接调用 numpy()。应当先去掉什么?
"""

import numpy as np
import torch
from torch import Tensor

CAUGHT_BY = "is_shared_works_with_grad"


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
    return np.shares_memory(array, tensor.numpy())
