"""Accepts lists and numbers in share, by converting them.

en: Your code behaves like one that shares a list. Python lists hold no row of numbers that torch could look at: what did the conversion make?
zh: 你的代码像是能共享列表。Python 列表里并没有一排可供 torch 直接看的数:转换时产生了什么?
"""

import numpy as np
import torch
from torch import Tensor

CAUGHT_BY = "share_refuses_other_things"


def share(array: np.ndarray) -> Tensor:
    try:
        return torch.from_numpy(array if isinstance(array, np.ndarray) else np.asarray(array))
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
