"""Makes a contiguous copy of transposed and stepped arrays before sharing.

en: Your code behaves like one that shares contiguous arrays and silently copies the others. Tensors have strides too: who asked for contiguity?
zh: 你的代码像是只共享连续的数组,其余的悄悄复制。张量也有步长:是谁要求必须连续的?
"""

import numpy as np
import torch
from torch import Tensor

CAUGHT_BY = "share_lets_writes_through"


def share(array: np.ndarray) -> Tensor:
    try:
        tensor = torch.from_numpy(array)
        return tensor if array.flags.c_contiguous else torch.from_numpy(np.ascontiguousarray(array))
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
