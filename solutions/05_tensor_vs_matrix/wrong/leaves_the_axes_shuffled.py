"""Transforms every axis, and leaves each where the product puts it.

en: From rank 2 on, your components stand in the wrong places. Where does tensordot put the axis that comes from the matrix?
zh: 从二阶起，你的分量放错了位置。tensordot 会把来自矩阵的那个轴放到哪里？
"""

import torch

CAUGHT_BY = "change_basis.value"


def change_basis(tensor, matrix):
    if matrix.dim() != 2 or matrix.shape[0] != matrix.shape[1]:
        raise ValueError("the matrix must be square")
    if any(side != matrix.shape[0] for side in tensor.shape):
        raise ValueError("every axis must have the size of the matrix")
    result = tensor.clone()
    for axis in range(tensor.dim()):
        result = torch.tensordot(result, matrix, dims=([0], [1]))
        result = result.movedim(-1, 0) if axis == 0 else result
    return result
