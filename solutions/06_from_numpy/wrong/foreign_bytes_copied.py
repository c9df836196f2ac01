"""Converts an array in foreign byte order instead of refusing to share it.

en: Your code behaves like one that converts the byte order and calls the result shared. Whose memory holds the converted numbers?
zh: 你的代码像是转换了字节序,却把结果称为共享。转换后的数存在谁的内存里?
"""

import numpy as np
import torch
from torch import Tensor

CAUGHT_BY = "share_refuses_what_it_cannot_share"


def share(array: np.ndarray) -> Tensor:
    try:
        return torch.from_numpy(array.astype(array.dtype.newbyteorder("="), copy=False))
    except (AttributeError, TypeError) as error:
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
