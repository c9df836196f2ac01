"""Checks the columns of the matrix only.

en: You accept a matrix that is not square. Into how many dimensions would the new basis lead?
zh: 你接受了不是方阵的矩阵。那样的新基会通向几维空间？
"""

import torch

CAUGHT_BY = "change_basis.rejects"


def change_basis(tensor, matrix):
    if matrix.dim() != 2:
        raise ValueError("the matrix must have two axes")
    if any(side != matrix.shape[1] for side in tensor.shape):
        raise ValueError("every axis must have the size of the matrix")
    result = tensor.clone()
    for _ in range(tensor.dim()):
        result = torch.tensordot(result, matrix, dims=([0], [1]))
    return result
