"""Multiplies the last index from the wrong side, as in A T A.

en: For rank 2 you compute A T A. Write out the sum for the second index: which index of A does it share with T?
zh: 二阶时你算的是 A T A。把第二个下标的求和写出来：它与 A 的哪个下标相同？
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
        side = 0 if 0 < axis == tensor.dim() - 1 else 1
        result = torch.tensordot(result, matrix, dims=([0], [side]))
    return result
