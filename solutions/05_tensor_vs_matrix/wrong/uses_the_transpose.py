"""Transforms with the transpose.

en: Yours is the change of basis of the transposed matrix. Does the sum run over the rows of A or over its columns?
zh: 你做的是转置矩阵的变换。求和是沿 A 的行标，还是沿列标？
"""

import torch

CAUGHT_BY = "change_basis.value"


def change_basis(tensor, matrix):
    if matrix.dim() != 2 or matrix.shape[0] != matrix.shape[1]:
        raise ValueError("the matrix must be square")
    if any(side != matrix.shape[0] for side in tensor.shape):
        raise ValueError("every axis must have the size of the matrix")
    result = tensor.clone()
    for _ in range(tensor.dim()):
        result = torch.tensordot(result, matrix, dims=([0], [0]))
    return result
