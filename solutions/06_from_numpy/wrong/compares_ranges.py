"""Compares the ranges of addresses, so that interleaved views count as shared.

en: Your code behaves like one that compares first and last addresses. a[0::2] and a[1::2] lie between each other: which element belongs to both?
zh: 你的代码像是只比较首尾地址。a[0::2] 与 a[1::2] 彼此交错:有哪个元素同属于两者?
"""

import numpy as np
import torch
from torch import Tensor

CAUGHT_BY = "is_shared_tells_interleaved_views_apart"


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
    return np.may_share_memory(array, tensor.detach().numpy())
