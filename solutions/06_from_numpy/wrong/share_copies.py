"""Uses torch.tensor, which copies, for share.

en: Your code behaves like one whose share makes a copy. Which torch functions look at the array's memory, and which take their own?
zh: 你的代码像是在 share 里做了复制。torch 的哪些函数直接看数组的内存,哪些另取一块?
"""

import numpy as np
import torch
from torch import Tensor

CAUGHT_BY = "share_lets_writes_through"


def share(array: np.ndarray) -> Tensor:
    try:
        torch.from_numpy(array)
        return torch.tensor(array)
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
