"""Lets an axis of size 1 stand for any size.

en: You stretch an axis of size 1 to the size of the matrix, as einsum does. Is a vector with one component one with n equal components?
zh: 你像 einsum 那样，把长度为 1 的轴拉长到矩阵的大小。只有一个分量的向量，等于 n 个分量都相同的向量吗？
"""

import torch

CAUGHT_BY = "change_basis.rejects"


def change_basis(tensor, matrix):
    if matrix.dim() != 2 or matrix.shape[0] != matrix.shape[1]:
        raise ValueError("the matrix must be square")
    if any(side not in (1, matrix.shape[0]) for side in tensor.shape):
        raise ValueError("every axis must have the size of the matrix")
    result = tensor.expand([matrix.shape[0]] * tensor.dim()).clone()
    for _ in range(tensor.dim()):
        result = torch.tensordot(result, matrix, dims=([0], [1]))
    return result
