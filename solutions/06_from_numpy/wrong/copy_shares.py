"""Copies by torch.from_numpy, which shares.

en: Your code behaves like one whose copy still follows the array. Where does a tensor from from_numpy keep its numbers?
zh: 你的代码像是复制之后仍随数组变化。from_numpy 得到的张量把数存在哪里?
"""

import numpy as np
import torch
from torch import Tensor

CAUGHT_BY = "copy_is_independent"


def share(array: np.ndarray) -> Tensor:
    try:
        return torch.from_numpy(array)
    except TypeError as error:
        raise ValueError(str(error)) from error


def copy(array: np.ndarray) -> Tensor:
    if not isinstance(array, np.ndarray):
        raise ValueError("not an array")
    try:
        return torch.from_numpy(
            array
            if array.dtype.isnative
            and all(step >= 0 and step % array.itemsize == 0 for step in array.strides)
            else np.array(array, dtype=array.dtype.newbyteorder("="), order="C")
        )
    except TypeError as error:
        raise ValueError(str(error)) from error


def is_shared(array: np.ndarray, tensor: Tensor) -> bool:
    return np.shares_memory(array, tensor.detach().numpy())
