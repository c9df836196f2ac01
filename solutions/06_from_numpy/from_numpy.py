"""From NumPy to PyTorch: sharing memory, copying it, and telling which happened."""

from collections.abc import Iterable

import numpy as np
import torch
from torch import Tensor


def share(array: np.ndarray) -> Tensor:
    """A tensor on the memory of the array, or ValueError.

    torch.from_numpy never copies: it shares or raises. It raises TypeError for a wrong kind of thing (a list, an array
    of strings) and ValueError for a wrong layout (negative strides, foreign byte order); here both are ValueError.
    """
    try:
        return torch.from_numpy(array)
    except TypeError as error:
        raise ValueError(f"cannot share memory with this: {error}") from error


def copy(array: np.ndarray) -> Tensor:
    """A tensor with the array's values in memory of its own.

    NumPy makes the copy: C order has positive strides, and the native byte order is what torch can read. That copy
    belongs to nobody else, so the tensor may share its memory.
    """
    if not isinstance(array, np.ndarray):
        raise ValueError(f"expected an array, not {type(array).__name__}")
    return share(np.array(array, dtype=array.dtype.newbyteorder("="), order="C", copy=True, subok=False))


def is_shared(array: np.ndarray, tensor: Tensor) -> bool:
    """Whether some byte belongs to an element of the array and to an element of the tensor.

    Equal start addresses prove too little (views may start anywhere) and overlapping ranges prove too much (stepped
    views interleave), so the bytes themselves are compared.
    """
    size = tensor.element_size()
    of_array = _bytes(array.ctypes.data, array.itemsize, array.shape, array.strides)
    of_tensor = _bytes(tensor.data_ptr(), size, tensor.shape, [step * size for step in tensor.stride()])
    return not of_array.isdisjoint(of_tensor)


def _bytes(start: int, itemsize: int, shape: Iterable[int], strides: Iterable[int]) -> set[int]:
    """The addresses of all bytes of all elements; strides are in bytes."""
    elements = {start}
    for size, step in zip(shape, strides, strict=True):
        elements = {address + step * index for address in elements for index in range(size)}
    return {address + offset for address in elements for offset in range(itemsize)}
