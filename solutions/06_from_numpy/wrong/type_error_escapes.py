"""Lets torch's TypeError out of share.

en: Your code behaves like one that lets torch choose the exception. Which one does from_numpy raise for a list or for strings, and which one was asked for?
zh: 你的代码像是让 torch 决定抛出哪种异常。from_numpy 遇到列表或字符串时抛出什么?题目要求的又是什么?
"""

import numpy as np
import torch
from torch import Tensor

CAUGHT_BY = "share_refuses_other_things"


def share(array: np.ndarray) -> Tensor:
    return torch.from_numpy(array)


def copy(array: np.ndarray) -> Tensor:
    if not isinstance(array, np.ndarray):
        raise ValueError("not an array")
    try:
        return torch.from_numpy(np.array(array, dtype=array.dtype.newbyteorder("="), order="C"))
    except TypeError as error:
        raise ValueError(str(error)) from error


def is_shared(array: np.ndarray, tensor: Tensor) -> bool:
    return np.shares_memory(array, tensor.detach().numpy())
