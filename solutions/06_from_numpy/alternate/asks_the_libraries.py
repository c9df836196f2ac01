"""asarray(copy=False) shares or raises, torch.tensor copies, and NumPy decides exactly whether memory is shared."""

import numpy as np
import torch
from torch import Tensor


def share(array: np.ndarray) -> Tensor:
    try:
        if not isinstance(array, np.ndarray):
            raise TypeError(f"{type(array).__name__} is not an array")
        # torch.asarray takes a 0-d array for a number and copies it, copy=False or not: hence the axis that comes and goes.
        return torch.asarray(array[None], copy=False)[0]
    except (TypeError, RuntimeError) as error:
        raise ValueError(str(error)) from error


def copy(array: np.ndarray) -> Tensor:
    if not isinstance(array, np.ndarray) or array.dtype.kind not in "biufc":
        raise ValueError(f"cannot make a tensor of {array!r}")
    try:
        return torch.tensor(
            np.ascontiguousarray(array.astype(array.dtype.newbyteorder("="))).reshape(array.shape)
        )
    except TypeError as error:
        raise ValueError(str(error)) from error


def is_shared(array: np.ndarray, tensor: Tensor) -> bool:
    return np.shares_memory(array, tensor.detach().numpy())
