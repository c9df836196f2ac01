"""Lets no gradient reach the matrix.

en: The gradient of the tensor is right and the matrix gets none. Where does it leave the graph?
zh: 张量的梯度是对的，矩阵却没有得到梯度。它是在哪里离开计算图的？
"""

import torch

CAUGHT_BY = "change_basis.gradient"


def change_basis(tensor, matrix):
    if matrix.dim() != 2 or matrix.shape[0] != matrix.shape[1]:
        raise ValueError("the matrix must be square")
    if any(side != matrix.shape[0] for side in tensor.shape):
        raise ValueError("every axis must have the size of the matrix")
    matrix = matrix.detach()
    result = tensor.clone()
    for _ in range(tensor.dim()):
        result = torch.tensordot(result, matrix, dims=([0], [1]))
    return result
