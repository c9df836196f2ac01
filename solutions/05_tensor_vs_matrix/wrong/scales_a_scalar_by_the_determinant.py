"""Multiplies a number without indices by the determinant.

en: You change a number that has no index. How many factors of the matrix does the law give to rank 0?
zh: 你改动了一个没有下标的数。按照变换规律，0 阶张量配几个矩阵因子？
"""

import torch

CAUGHT_BY = "change_basis.value"


def change_basis(tensor, matrix):
    if matrix.dim() != 2 or matrix.shape[0] != matrix.shape[1]:
        raise ValueError("the matrix must be square")
    if any(side != matrix.shape[0] for side in tensor.shape):
        raise ValueError("every axis must have the size of the matrix")
    if tensor.dim() == 0:
        return tensor * torch.linalg.det(matrix)
    result = tensor.clone()
    for _ in range(tensor.dim()):
        result = torch.tensordot(result, matrix, dims=([0], [1]))
    return result
