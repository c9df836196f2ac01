"""Copies float64 into float32.

en: Your code behaves like one whose copy of float64 is float32. Which digits get lost, and who asked for that?
zh: 你的代码像是把 float64 复制成了 float32。丢掉的是哪些位,又是谁要求这样做的?
"""

import numpy as np
import torch
from torch import Tensor

CAUGHT_BY = "copy_keeps_the_dtype"


def share(array: np.ndarray) -> Tensor:
    try:
        return torch.from_numpy(array)
    except TypeError as error:
        raise ValueError(str(error)) from error


def copy(array: np.ndarray) -> Tensor:
    if not isinstance(array, np.ndarray):
        raise ValueError("not an array")
    try:
        tensor = torch.from_numpy(np.array(array, dtype=array.dtype.newbyteorder("="), order="C"))
        return tensor.float() if tensor.dtype == torch.float64 else tensor
    except TypeError as error:
        raise ValueError(str(error)) from error


def is_shared(array: np.ndarray, tensor: Tensor) -> bool:
    return np.shares_memory(array, tensor.detach().numpy())
