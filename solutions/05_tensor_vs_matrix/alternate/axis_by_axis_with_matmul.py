"""Brings each axis to the end, multiplies, and puts it back."""

from torch import Tensor


def change_basis(tensor: Tensor, matrix: Tensor) -> Tensor:
    if matrix.dim() != 2 or matrix.shape != matrix.mT.shape:
        raise ValueError("not square")
    for side in tensor.shape:
        if side != matrix.shape[0]:
            raise ValueError("another side")
    result = tensor + 0
    for axis in range(tensor.dim()):
        result = (result.transpose(axis, -1) @ matrix.mT).transpose(axis, -1)
    return result
