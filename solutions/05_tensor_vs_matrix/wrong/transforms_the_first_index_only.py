"""Multiplies once, whatever the rank.

en: You multiply by the matrix once. How many factors of it does a tensor with two indices need, or one with four?
zh: 你只乘了一次矩阵。有两个下标的张量需要几个矩阵因子？四个下标呢？
"""

import torch

CAUGHT_BY = "change_basis.value"


def change_basis(tensor, matrix):
    if matrix.dim() != 2 or matrix.shape[0] != matrix.shape[1]:
        raise ValueError("the matrix must be square")
    if any(side != matrix.shape[0] for side in tensor.shape):
        raise ValueError("every axis must have the size of the matrix")
    if tensor.dim() == 0:
        return tensor.clone()
    return torch.tensordot(matrix, tensor, dims=([1], [0]))
