"""Transforms with the inverse.

en: You undo the change instead of making it. Which matrix does the formula name, and must it have an inverse at all?
zh: 你做的是反向的变换。公式里用的是哪个矩阵，它一定有逆吗？
"""

import torch

CAUGHT_BY = "change_basis.value"


def change_basis(tensor, matrix):
    if matrix.dim() != 2 or matrix.shape[0] != matrix.shape[1]:
        raise ValueError("the matrix must be square")
    if any(side != matrix.shape[0] for side in tensor.shape):
        raise ValueError("every axis must have the size of the matrix")
    matrix = torch.linalg.inv_ex(matrix).inverse
    result = tensor.clone()
    for _ in range(tensor.dim()):
        result = torch.tensordot(result, matrix, dims=([0], [1]))
    return result
