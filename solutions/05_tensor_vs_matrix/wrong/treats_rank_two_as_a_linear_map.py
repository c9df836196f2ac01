"""Transforms rank 2 by similarity, A T A^-1.

en: For rank 2 you compute the similarity transform of a linear map. With what does the statement transform the second index?
zh: 二阶时你算的是线性映射的相似变换。题目规定第二个下标用什么来变换？
"""

import torch

CAUGHT_BY = "change_basis.value"


def change_basis(tensor, matrix):
    if matrix.dim() != 2 or matrix.shape[0] != matrix.shape[1]:
        raise ValueError("the matrix must be square")
    if any(side != matrix.shape[0] for side in tensor.shape):
        raise ValueError("every axis must have the size of the matrix")
    if tensor.dim() == 2:
        return matrix @ tensor @ torch.linalg.inv_ex(matrix).inverse
    result = tensor.clone()
    for _ in range(tensor.dim()):
        result = torch.tensordot(result, matrix, dims=([0], [1]))
    return result
