"""Accepts lists and numbers in copy.

en: Your code behaves like one that copies lists as well. What did the statement promise for an argument that is not an array?
zh: 你的代码像是连列表也复制。对不是数组的参数,题目是怎么说的?
"""

import numpy as np
import torch
from torch import Tensor

CAUGHT_BY = "copy_refuses_what_has_no_dtype"


def share(array: np.ndarray) -> Tensor:
    try:
        return torch.from_numpy(array)
    except TypeError as error:
        raise ValueError(str(error)) from error


def copy(array: np.ndarray) -> Tensor:
    if not isinstance(array, np.ndarray):
        array = np.asarray(array)
    try:
        return torch.from_numpy(np.array(array, dtype=array.dtype.newbyteorder("="), order="C"))
    except TypeError as error:
        raise ValueError(str(error)) from error


def is_shared(array: np.ndarray, tensor: Tensor) -> bool:
    return np.shares_memory(array, tensor.detach().numpy())
